import type { Violation } from '../violation.ts'

/** One line, `type=value`, as it stood. */
export interface SdpLine {
  /** The letter before `=`; empty when there was none. */
  readonly type: string
  /** What follows `=`; the whole line when it has none. */
  readonly value: string
  /** Octet range without the line end; zero-width when built by us. */
  readonly start: number
  readonly end: number
}

/** A media description: its m= line and the lines that follow it up to the next (RFC 4566 §5). */
export interface SdpMedia {
  /** The m= line and all lines after it, in order. */
  readonly lines: readonly SdpLine[]
  /** Fields of the m= line; an unreadable one has an empty media and port NaN. */
  readonly media: string
  readonly port: number
  readonly protocol: string
  readonly formats: readonly string[]
}

/** A session description (RFC 4566 §5): session-level lines, then media descriptions, all in order. */
export interface SdpDescription {
  readonly lines: readonly SdpLine[]
  readonly media: readonly SdpMedia[]
}

export interface ParsedSdp {
  readonly description: SdpDescription
  readonly violations: readonly Violation[]
  readonly octets: Buffer
}

/** The o= line; id and version are decimal texts, since they may exceed what numbers hold (RFC 4566 §5.2). */
export interface SdpOrigin {
  readonly username: string
  readonly sessionId: string
  readonly version: string
  readonly networkType: string
  readonly addressType: string
  readonly address: string
}

/** The c= line (RFC 4566 §5.7). */
export interface SdpConnection {
  readonly networkType: string
  readonly addressType: string
  readonly address: string
}

export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'

export function sdpLine(type: string, value: string): SdpLine {
  return { type, value, start: 0, end: 0 }
}

/** Value of the first line of that type. */
export function lineValue(lines: readonly SdpLine[], type: string): string | undefined {
  return lines.find(line => line.type === type)?.value
}

/** An a= line taken apart: `a=name` or `a=name:value` (RFC 4566 §5.13). */
export interface SdpAttribute {
  readonly name: string
  readonly value: string | undefined
  readonly line: SdpLine
}

export function attributesOf(lines: readonly SdpLine[]): readonly SdpAttribute[] {
  return lines.filter(({ type }) => type === 'a').map(attributeOn)
}

function attributeOn(line: SdpLine): SdpAttribute {
  const colon = line.value.indexOf(':')
  if (colon < 0) return { name: line.value, value: undefined, line }
  return { name: line.value.slice(0, colon), value: line.value.slice(colon + 1), line }
}

/** The first attribute of that name; names are case-sensitive (RFC 4566 §5.13). */
export function attribute(lines: readonly SdpLine[], name: string): SdpAttribute | undefined {
  const line = lines.find(({ type, value }) => type === 'a' && (value === name || value.startsWith(`${name}:`)))
  return line && attributeOn(line)
}

export function parseOrigin(value: string): SdpOrigin | undefined {
  const [username = '', sessionId = '', version = '', networkType = '', addressType = '', address = '', ...more] =
    value.split(' ')
  if (more.length > 0 || username === '' || networkType === '' || addressType === '' || address === '') return undefined
  if (!/^\d+$/.test(sessionId) || !/^\d+$/.test(version)) return undefined
  return { username, sessionId, version, networkType, addressType, address }
}

export function serialiseOrigin(origin: SdpOrigin): string {
  const { username, sessionId, version, networkType, addressType, address } = origin
  return `${username} ${sessionId} ${version} ${networkType} ${addressType} ${address}`
}

export function parseConnection(value: string): SdpConnection | undefined {
  const [networkType = '', addressType = '', address = '', ...more] = value.split(' ')
  if (more.length > 0 || networkType === '' || addressType === '' || address === '') return undefined
  return { networkType, addressType, address }
}

/** The origin of a description; undefined when missing or malformed. */
export function originOf(description: SdpDescription): SdpOrigin | undefined {
  return parseOrigin(lineValue(description.lines, 'o') ?? '')
}

/** The connection that applies to a media description: its own, or that of the session (RFC 4566 §5.7). */
export function connectionOf(description: SdpDescription, media: SdpMedia): SdpConnection | undefined {
  return parseConnection(lineValue(media.lines, 'c') ?? lineValue(description.lines, 'c') ?? '')
}

const directions: ReadonlySet<string> = new Set<SdpDirection>(['sendrecv', 'sendonly', 'recvonly', 'inactive'])

export function isDirection(name: string): name is SdpDirection {
  return directions.has(name)
}

/** Direction of a media description: its own, else that of the session, else `sendrecv` (RFC 3264 §5.1). */
export function directionOf(description: SdpDescription, media: SdpMedia): SdpDirection {
  for (const lines of [media.lines, description.lines])
    for (const { name } of attributesOf(lines)) if (isDirection(name)) return name
  return 'sendrecv'
}
