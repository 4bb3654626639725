/** Offers that differ from a plain one in their media descriptions, made from its text (`simple-iwf` §12.8 SIP-14). */
export type Rewrite = (offer: string) => string

/** The session part of a description, and its media part. */
function parts(offer: string): { readonly session: string; readonly media: string } {
  const at = offer.indexOf('m=')
  return { session: offer.slice(0, at), media: offer.slice(at) }
}

const audio = 'm=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n'
const lines = (...all: readonly string[]) => all.map(line => `${line}\r\n`).join('')

/** A description without the line that begins so. */
const without =
  (beginning: string): Rewrite =>
  offer =>
    lines(...offer.split('\r\n').filter(line => line !== '' && !line.startsWith(beginning)))

export const audioOnly: Rewrite = offer => parts(offer).session + audio

export const audioAndMessage: Rewrite = offer => {
  const { session, media } = parts(offer)
  return session + audio + media
}

/** The second line has a path of its own, as it must (RFC 4975 §8.2). */
export const twoMessages: Rewrite = offer => {
  const { session, media } = parts(offer)
  return session + media + media.replace(/^(a=path:\S*\/[^;\s]*)/m, '$1b')
}

export const refusedMessage: Rewrite = offer => offer.replace(/^m=message \d+/m, 'm=message 0')
export const unreadable: Rewrite = offer => offer.replace(/^m=message .*$/m, 'm=message port TCP/MSRP')
export const withoutPath = without('a=path:')
export const withoutAcceptTypes = without('a=accept-types:')
export const overIp6: Rewrite = offer =>
  offer.replace(/IN IP4 \S+/g, 'IN IP6 ::1').replace(/^a=path:msrp:\/\/[^:]+:/m, 'a=path:msrp://[::1]:')
