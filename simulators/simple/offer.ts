import { sdpLine, type SdpDescription, type SdpDirection, type SdpMedia } from '../../protocols/sdp/description.ts'
import { buildMessageMedia, type MessageMedia, type Setup } from '../../protocols/sdp/message-media.ts'
import { answerDirection, answerMedia, answerSetup, answerTime } from '../../protocols/sdp/offer-answer.ts'
import { serialiseSdp } from '../../protocols/sdp/serialise.ts'
import type { MsrpUri } from '../../protocols/msrp/uri.ts'

/** What a client says of its MSRP session, apart from addresses. */
export interface MediaDescription {
  readonly acceptTypes: readonly string[]
  readonly acceptWrappedTypes?: readonly string[] | undefined
  readonly maxSize?: number | undefined
  readonly setup?: Setup | undefined
  readonly direction?: SdpDirection
  /** The path leads over a relay to the client, which the peer plays as well: it has two URIs (RFC 4975 §8.2). */
  readonly viaRelay?: boolean
  /** A line behind that of MSRP, in offers only: media that no gateway for messages takes. */
  readonly besides?: 'audio'
  /** MSRP over TLS (RFC 4975 §8.1); that of the run's dimension unless given. */
  readonly secure?: boolean | undefined
}

/** A client that takes text and pictures and opens the connection itself: offer O1 of the catalogue. */
export const plainOffer: MediaDescription = {
  acceptTypes: ['message/cpim', 'text/plain', 'application/im-iscomposing+xml'],
  acceptWrappedTypes: ['image/png', 'message/imdn+xml'],
  maxSize: 65536,
  setup: 'active',
  direction: 'sendrecv',
}

/** The session description of one party: its path, and what it takes. */
export interface SessionFacts {
  readonly host: string
  /** From left to right; c= and m= name the rightmost URI, which is the client itself (RFC 4975 §8.1). */
  readonly path: readonly [MsrpUri, ...MsrpUri[]]
  /** Of our certificate: what makes the session description one for TLS (RFC 4975 §14.4). */
  readonly fingerprint?: string | undefined
  /** The session id of the o= line. */
  readonly sessionId: string
  /** The version in the o= line; 1 unless given. */
  readonly version?: number
}

/** An offer with one MSRP line. The port is 9 when the offerer is active (RFC 6135 §4.2.2). */
export function offerSdp(media: MediaDescription, facts: SessionFacts): Buffer {
  const lines = [buildMessageMedia(messageMedia(media, facts)), ...(media.besides ? [audio] : [])]
  return serialiseSdp(description(facts, '0 0', lines))
}

const audio: SdpMedia = {
  media: 'audio',
  port: 49_170,
  protocol: 'RTP/AVP',
  formats: ['0'],
  lines: [sdpLine('m', 'audio 49170 RTP/AVP 0')],
}

/**
 * An answer that takes the MSRP line at `index` of the offer and refuses all others. Setup and direction are the wanted
 * ones where the offer allows them.
 */
export function answerSdp(
  offer: SdpDescription,
  index: number,
  offered: MessageMedia,
  media: MediaDescription,
  facts: SessionFacts,
): Buffer {
  const ours: MediaDescription = {
    ...media,
    setup: answerSetup(offered.setup, media.setup === 'active' ? 'active' : 'passive'),
    direction: answerDirection(offered.direction, media.direction),
  }
  const lines = answerMedia(offer, index, buildMessageMedia(messageMedia(ours, facts)))
  return serialiseSdp(description(facts, answerTime(offer), lines))
}

function messageMedia(media: MediaDescription, { host, path, fingerprint }: SessionFacts): MessageMedia {
  const { acceptTypes, acceptWrappedTypes, maxSize, setup, direction } = media
  return {
    protocol: path[0].scheme === 'msrps' ? 'TCP/TLS/MSRP' : 'TCP/MSRP',
    port: setup === 'active' ? 9 : (path.at(-1)?.port ?? 9),
    connection: { networkType: 'IN', addressType: host.includes(':') ? 'IP6' : 'IP4', address: host },
    path,
    acceptTypes,
    acceptWrappedTypes,
    maxSize,
    setup,
    ...(path[0].scheme === 'msrps' && fingerprint !== undefined ? { fingerprints: [fingerprint] } : {}),
    direction: direction ?? 'sendrecv',
    attributes: [],
  }
}

function description(
  { host, sessionId, version = 1 }: SessionFacts,
  time: string,
  media: SdpDescription['media'],
): SdpDescription {
  const family = host.includes(':') ? 'IP6' : 'IP4'
  return {
    lines: [
      sdpLine('v', '0'),
      sdpLine('o', `- ${sessionId} ${version} IN ${family} ${host}`),
      sdpLine('s', '-'),
      sdpLine('c', `IN ${family} ${host}`),
      sdpLine('t', time),
    ],
    media,
  }
}
