import { sdpLine, type SdpDescription, type SdpDirection } from '../../protocols/sdp/description.ts'
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
  readonly path: MsrpUri
  /** The session id of the o= line. */
  readonly sessionId: string
  /** The version in the o= line; 1 unless given. */
  readonly version?: number
}

/** An offer with one MSRP line. The port is 9 when the offerer is active (RFC 6135 §4.2.2). */
export function offerSdp(media: MediaDescription, facts: SessionFacts): Buffer {
  return serialiseSdp(description(facts, '0 0', [buildMessageMedia(messageMedia(media, facts))]))
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

function messageMedia(media: MediaDescription, { host, path }: SessionFacts): MessageMedia {
  const { acceptTypes, acceptWrappedTypes, maxSize, setup, direction } = media
  return {
    protocol: 'TCP/MSRP',
    port: setup === 'active' ? 9 : (path.port ?? 9),
    connection: { networkType: 'IN', addressType: host.includes(':') ? 'IP6' : 'IP4', address: host },
    path: [path],
    acceptTypes,
    acceptWrappedTypes,
    maxSize,
    setup,
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
