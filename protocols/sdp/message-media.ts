import { parseMsrpUri, serialiseMsrpUri, type MsrpUri } from '../msrp/uri.ts'
import {
  attribute,
  attributesOf,
  connectionOf,
  directionOf,
  isDirection,
  sdpLine,
  type SdpConnection,
  type SdpDescription,
  type SdpDirection,
  type SdpMedia,
} from './description.ts'

/** Who opens the connection (RFC 4145 §4, RFC 6135 §4). */
export type Setup = 'active' | 'passive' | 'actpass' | 'holdconn'

/** What an MSRP media description says (RFC 4975 §8, RFC 6135). */
export interface MessageMedia {
  readonly protocol: string
  /** 0 refuses the line (RFC 3264 §6); an active party writes 9 (RFC 6135 §4.2.2). */
  readonly port: number
  readonly connection: SdpConnection | undefined
  /** URIs of `a=path` in order; the rightmost is the endpoint. Unreadable ones are left out and are violations. */
  readonly path: readonly MsrpUri[]
  /** As written, in order: the first entry is preferred (RFC 4975 §8.6). */
  readonly acceptTypes: readonly string[]
  /** Undefined when the attribute is absent. */
  readonly acceptWrappedTypes: readonly string[] | undefined
  /** In octets of a whole message; undefined when absent or no number. */
  readonly maxSize: number | undefined
  readonly setup: Setup | undefined
  /** Values of `a=fingerprint`: which certificates the party may present (RFC 4572 §5). */
  readonly fingerprints?: readonly string[] | undefined
  readonly direction: SdpDirection
  /** All other attributes, in order. */
  readonly attributes: readonly (readonly [name: string, value: string | undefined])[]
}

const setups: ReadonlySet<string> = new Set<Setup>(['active', 'passive', 'actpass', 'holdconn'])
const own: ReadonlySet<string> = new Set([
  'path',
  'accept-types',
  'accept-wrapped-types',
  'max-size',
  'setup',
  'fingerprint',
])

export function isSetup(value: string | undefined): value is Setup {
  return value !== undefined && setups.has(value)
}

/** Whether a media description is for MSRP: `message` over `TCP/MSRP` or `TCP/TLS/MSRP` (RFC 4975 §8.1). */
export function isMsrpMedia({ media, protocol }: SdpMedia): boolean {
  return media === 'message' && (protocol === 'TCP/MSRP' || protocol === 'TCP/TLS/MSRP')
}

/** The first MSRP media description and its place among the m= lines. */
export function findMessageMedia(
  description: SdpDescription,
): { readonly index: number; readonly media: MessageMedia } | undefined {
  const index = description.media.findIndex(isMsrpMedia)
  const media = description.media[index]
  return media && { index, media: readMessageMedia(description, media) }
}

/** Reads an MSRP media description as it applies within its session description. */
export function readMessageMedia(description: SdpDescription, media: SdpMedia): MessageMedia {
  const value = (name: string) => attribute(media.lines, name)?.value
  const wrapped = attribute(media.lines, 'accept-wrapped-types')
  const size = value('max-size')
  // A setup of the session applies where the media has none (RFC 4145 §4).
  const setup = value('setup') ?? attribute(description.lines, 'setup')?.value
  const fingerprints = fingerprintsIn(media.lines) ?? fingerprintsIn(description.lines)
  return {
    protocol: media.protocol,
    port: media.port,
    connection: connectionOf(description, media),
    path: splitWords(value('path')).flatMap(uri => parseMsrpUri(uri) ?? []),
    acceptTypes: splitWords(value('accept-types')),
    acceptWrappedTypes: wrapped && splitWords(wrapped.value),
    maxSize: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined,
    setup: isSetup(setup) ? setup : undefined,
    ...(fingerprints ? { fingerprints } : {}),
    direction: directionOf(description, media),
    attributes: attributesOf(media.lines)
      .filter(({ name }) => !own.has(name) && !isDirection(name))
      .map(({ name, value }) => [name, value]),
  }
}

/** Writes an MSRP media description; `sendrecv` is written out only where `direction` is given as something else. */
export function buildMessageMedia(message: MessageMedia): SdpMedia {
  const { protocol, port, connection, path, acceptTypes, acceptWrappedTypes, maxSize, setup, direction } = message
  const { fingerprints = [] } = message
  const attributes: (readonly [string, string | undefined])[] = [
    ['path', path.map(serialiseMsrpUri).join(' ')],
    ['accept-types', acceptTypes.join(' ')],
  ]
  // An empty list cannot be written: its grammar asks for an entry (RFC 4975 §8.6).
  if (acceptWrappedTypes?.length) attributes.push(['accept-wrapped-types', acceptWrappedTypes.join(' ')])
  if (maxSize !== undefined) attributes.push(['max-size', String(maxSize)])
  if (setup) attributes.push(['setup', setup])
  for (const fingerprint of fingerprints) attributes.push(['fingerprint', fingerprint])
  attributes.push([direction, undefined], ...message.attributes)
  return {
    media: 'message',
    port,
    protocol,
    formats: ['*'],
    lines: [
      sdpLine('m', `message ${port} ${protocol} *`),
      ...(connection
        ? [sdpLine('c', `${connection.networkType} ${connection.addressType} ${connection.address}`)]
        : []),
      ...attributes.map(([name, value]) => sdpLine('a', value === undefined ? name : `${name}:${value}`)),
    ],
  }
}

/** Those of the media go before those of the session (RFC 4572 §5). */
function fingerprintsIn(lines: SdpMedia['lines']): readonly string[] | undefined {
  const found = attributesOf(lines).flatMap(({ name, value }) => (name === 'fingerprint' ? [value ?? ''] : []))
  return found.length > 0 ? found : undefined
}

/** Whether a peer promises to take a type, directly or wrapped in CPIM, is left to `acceptsMediaType` on these lists. */
export function splitWords(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(' ').filter(word => word !== '')
}
