import { acceptsMediaType } from '../../protocols/media-type.ts'
import { serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import type { SdpDescription } from '../../protocols/sdp/description.ts'
import { findMessageMedia, type MessageMedia } from '../../protocols/sdp/message-media.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { need } from '../vocabulary/need.ts'

/** The session description in a SIP message. */
export const sdpIn = ({ message }: Observed<SipView>): SdpDescription | undefined => message.sdp?.description

/** Its first MSRP media description; one with port 0 counts, since it is an answer too. */
export function messageMedia(message: Observed<SipView>): MessageMedia | undefined {
  const description = sdpIn(message)
  return description && mediaOf(description)
}

const read = new WeakMap<SdpDescription, { readonly media: MessageMedia | undefined }>()

/** The first MSRP media description of a session description, read once however many checks and rules ask for it. */
export function mediaOf(description: SdpDescription): MessageMedia | undefined {
  let found = read.get(description)
  if (!found) read.set(description, (found = { media: findMessageMedia(description)?.media }))
  return found.media
}

/**
 * Every type that a media description promises to take: in accept-types or, wrapped, in accept-wrapped-types; entries
 * are as written, wildcards included (`simple-iwf` §5.4 item 2).
 */
export const promisedTypes = (media: MessageMedia): readonly string[] => [
  ...media.acceptTypes,
  ...(media.acceptWrappedTypes ?? []),
]

/** Whether a type is promised, explicitly or by a wildcard (RFC 4975 §8.6). */
export const promises = (media: MessageMedia, type: string): boolean => acceptsMediaType(promisedTypes(media), type)

/** Whether a type may be the Content-Type of a SEND itself: inside a container is not enough (RFC 4975 §8.6). */
export const takesBare = ({ acceptTypes }: MessageMedia, type: string): boolean => acceptsMediaType(acceptTypes, type)

/** `a=path` as To-Path repeats it; ends the check as unobservable when there is none. */
export const pathOfferedIn = (message: Observed<SipView>): string =>
  need(messageMedia(message), 'MSRP line in the SDP').path.map(serialiseMsrpUri).join(' ')

/** `a=max-size` in octets; undefined when absent. */
export const maxSize = (message: Observed<SipView>): number | undefined => messageMedia(message)?.maxSize

/** Whether the message accepts an MSRP session: it has the media, and its port is not 0. */
export const acceptsMedia = (message: Observed<SipView>): boolean => (messageMedia(message)?.port ?? 0) !== 0

/** Octets that a CPIM wrapper may add to content, which max-size counts as well (`simple-iwf` §5.4 item 4). */
const WRAPPER = 1024

/** Whether content of a type and size is promised to be taken, with room for a wrapper. */
export const admits = (media: MessageMedia | undefined, type: string, octets: number): boolean =>
  media !== undefined && promises(media, type) && (media.maxSize === undefined || media.maxSize >= octets + WRAPPER)
