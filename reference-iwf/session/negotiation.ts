import { portOf, type MsrpAddress } from '../../protocols/msrp/local-address.ts'
import { msrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import {
  originOf,
  type SdpConnection,
  type SdpDescription,
  type SdpDirection,
  type SdpOrigin,
} from '../../protocols/sdp/description.ts'
import {
  buildMessageMedia,
  isMsrpMedia,
  readMessageMedia,
  type MessageMedia,
  type Setup,
} from '../../protocols/sdp/message-media.ts'
import {
  answerDirection,
  answerMedia,
  answerSetup,
  answerTime,
  nextVersion,
  sameApartFromOrigin,
} from '../../protocols/sdp/offer-answer.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { buildSdp, serialiseSdp } from '../../protocols/sdp/serialise.ts'
import type { OfferedTypes, Promised } from '../capability/capability-to-sdp.ts'
import type { Refusal } from '../sip/request-checks.ts'

/** The other side's description, and its media line that a session can use. */
export interface RemoteMedia {
  readonly description: SdpDescription
  /** Place of the m= line. */
  readonly index: number
  readonly media: MessageMedia
}

/** This side's end of an MSRP session as its SDP says it. */
export interface LocalMedia {
  readonly description: SdpDescription
  /** The URI of the endpoint, the last of its path. */
  readonly path: MsrpUri
  /** The URI of its relay, which stands before it, where it has one (RFC 4975 §8.2). */
  readonly relay: MsrpUri | undefined
  readonly setup: Setup
  readonly direction: SdpDirection
}

/** Where this side listens for MSRP, and what it says of itself. */
export interface MediaListener extends MsrpAddress {
  /** Of the certificate that it presents; absent where it has no msrps. */
  readonly fingerprint?: string | undefined
  /** What its own offers are for. */
  readonly offers: 'msrp' | 'msrps'
  /** Of the paths that it gives out. */
  readonly newSessionId: () => string
  /** Where its relay listens, if it has one (ICS-19). */
  readonly relay?: MsrpAddress | undefined
}

/** Lines that cannot be read, or must be there and are not; other departures do not hinder (RFC 4566 §5). */
const UNREADABLE = new Set(['SDP-SYN-01', 'SDP-SYN-05', 'SDP-SYN-06', 'SDP-SYN-11', 'SDP-SYN-13'])

export function notAcceptable(code: 304 | 305 | 399, text: string, host: string): Refusal {
  const warning: HeaderField = ['Warning', `${code} ${withBrackets(host)} "${text}"`]
  return { status: 488, headers: [warning] }
}

/** Reads an offer or answer: its usable MSRP line, or why there is none (RFC 3261 §13.3.1.3, RFC 4975 §8). */
export function readRemoteMedia(
  body: Buffer,
  host: string,
  listener: MediaListener,
): { readonly remote: RemoteMedia } | { readonly refusal: Refusal } {
  const { description, violations } = parseSdp(body)
  const unreadable = violations.find(({ rule }) => UNREADABLE.has(rule))
  if (unreadable || description.lines.length === 0)
    return { refusal: { status: 400, reason: `Bad SDP (${unreadable?.clause ?? 'RFC 4566 §5'})` } }
  for (const [index, media] of description.media.entries()) {
    const scheme = media.protocol === 'TCP/TLS/MSRP' ? 'msrps' : 'msrp'
    if (!isMsrpMedia(media) || media.port === 0 || (scheme === 'msrps' && !listener.fingerprint)) continue
    const message = readMessageMedia(description, media)
    const usable = message.path.length > 0 && message.path.every(uri => uri.scheme === scheme && uri.port !== undefined)
    if (usable && message.acceptTypes.length > 0) return { remote: { description, index, media: message } }
  }
  return { refusal: notAcceptable(304, 'no usable MSRP media', host) }
}

/** The types that the other side takes. */
export function typesOf({ media }: RemoteMedia): OfferedTypes {
  return { acceptTypes: media.acceptTypes, acceptWrappedTypes: media.acceptWrappedTypes ?? [] }
}

function connectionAt(host: string): SdpConnection {
  return { networkType: 'IN', addressType: host.includes(':') ? 'IP6' : 'IP4', address: host }
}

function origin(connection: SdpConnection, version: string): SdpOrigin {
  return { username: '-', sessionId: version, version, ...connection }
}

type OwnMedia = Omit<LocalMedia, 'description'> & Pick<MediaListener, 'fingerprint'>

function mediaOf(
  promised: Promised,
  { path, relay, setup, direction, fingerprint }: OwnMedia,
  connection: SdpConnection,
): MessageMedia {
  const secure = path.scheme === 'msrps'
  return {
    protocol: secure ? 'TCP/TLS/MSRP' : 'TCP/MSRP',
    port: path.port ?? 9,
    connection,
    path: relay ? [relay, path] : [path],
    acceptTypes: promised.acceptTypes,
    acceptWrappedTypes: promised.acceptWrappedTypes.length > 0 ? promised.acceptWrappedTypes : undefined,
    maxSize: promised.maxSize,
    setup,
    ...(secure && fingerprint !== undefined ? { fingerprints: [fingerprint] } : {}),
    direction,
    attributes: [],
  }
}

/** A fresh path at this side's listener; an active party names the discard port (RFC 6135 §4.2.2), its relay never. */
function freshPath(
  listener: MediaListener,
  setup: Setup,
  scheme: 'msrp' | 'msrps',
): Pick<LocalMedia, 'path' | 'relay'> {
  const { host, relay, newSessionId } = listener
  return {
    path: msrpUri(host, setup === 'active' ? 9 : portOf(listener, scheme), newSessionId(), scheme),
    relay: relay && msrpUri(relay.host, portOf(relay, scheme), newSessionId(), scheme),
  }
}

/** The answer to an offer: one line accepted, all others refused, nothing promised beyond `promised` (RFC 3264 §6). */
export function answerTo(
  remote: RemoteMedia,
  promised: Promised,
  listener: MediaListener,
  version: string,
): LocalMedia {
  const setup = answerSetup(remote.media.setup)
  const direction = answerDirection(remote.media.direction)
  const local = { ...freshPath(listener, setup, schemeOf(remote)), setup, direction }
  const description = answerWith(remote, promised, { ...local, fingerprint: listener.fingerprint }, version)
  return { ...local, description }
}

/**
 * The answer to a further offer in a session. While the other side keeps its path this side keeps its own, and its o=
 * line unless something else changed (RFC 3264 §8, RFC 4975 §8.4); a new path there means a new connection and gets a
 * new path here.
 */
export function answerAgain(
  remote: RemoteMedia,
  promised: Promised,
  before: LocalMedia,
  listener: MediaListener,
  samePath: boolean,
): LocalMedia {
  const version = originOf(before.description)?.version ?? '0'
  const setup = samePath && before.setup !== 'actpass' ? before.setup : answerSetup(remote.media.setup)
  const { path, relay } = samePath ? before : freshPath(listener, setup, schemeOf(remote))
  const local = { path, relay, setup, direction: answerDirection(remote.media.direction) }
  const own = { ...local, fingerprint: listener.fingerprint }
  const sessionId = originOf(before.description)?.sessionId ?? version
  const same = answerWith(remote, promised, own, sessionId, version)
  const description = sameApartFromOrigin(before.description, same)
    ? same
    : answerWith(remote, promised, own, sessionId, nextVersion(version))
  return { ...local, description }
}

/**
 * The same media once more as an offer, in a session that is up: whoever waits for connections may not say so in an
 * offer (RFC 6135 §4.2.1), so the setup line may change, and with it the version (RFC 3264 §8).
 */
export function offerAgain(local: LocalMedia): LocalMedia {
  const text = serialiseSdp(local.description).toString('utf8')
  const offered = text.replace(/^a=setup:passive/gm, 'a=setup:actpass')
  if (offered === text) return local
  const next = (_: string, before: string, version: string) => `${before}${nextVersion(version)}`
  const { description } = parseSdp(Buffer.from(offered.replace(/^(o=\S+ \S+ )(\d+)/m, next), 'utf8'))
  return { ...local, description }
}

function answerWith(
  remote: RemoteMedia,
  promised: Promised,
  own: OwnMedia,
  sessionId: string,
  version = sessionId,
): SdpDescription {
  const connection = connectionAt(own.path.host)
  return buildSdp({
    origin: { ...origin(connection, sessionId), version },
    connection,
    time: answerTime(remote.description),
    media: answerMedia(
      remote.description,
      remote.index,
      buildMessageMedia({ ...mediaOf(promised, own, connection), connection: undefined }),
    ),
  })
}

/** The scheme of the other side's path, which is that of this side's too. */
const schemeOf = ({ media }: RemoteMedia) => (media.protocol === 'TCP/TLS/MSRP' ? 'msrps' : 'msrp')

/** An offer of this side's own: either party may connect (RFC 6135 §4.2.1), unless this one cannot (ICS-18). */
export function offerOf(
  promised: Promised,
  listener: MediaListener,
  version: string,
  setup: 'actpass' | 'passive' = 'actpass',
  direction: 'sendrecv' | 'sendonly' = 'sendrecv',
): LocalMedia {
  const local = { ...freshPath(listener, setup, listener.offers), setup, direction }
  const connection = connectionAt(local.path.host)
  const media = mediaOf(promised, { ...local, fingerprint: listener.fingerprint }, connection)
  const description = buildSdp({
    origin: origin(connection, version),
    connection,
    media: [buildMessageMedia({ ...media, connection: undefined })],
  })
  return { ...local, description }
}
