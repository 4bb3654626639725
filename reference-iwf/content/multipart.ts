import { mediaTypeParameter, parseMediaType } from '../../protocols/media-type.ts'
import type { Content } from '../imps-domain.ts'

/** More parts than this are not looked at. */
const MOST_PARTS = 32

/**
 * The parts of a multipart body (RFC 2046 §5.1), each with its type, transfer encodings undone. Empty when the body has
 * no boundary or no part. Nested multiparts are parts like any other.
 */
export function partsOf(body: Content): readonly Content[] {
  const type = parseMediaType(body.type)
  const boundary = type && mediaTypeParameter(type, 'boundary')
  if (boundary === undefined || boundary === '') return []
  const { octets } = body
  const parts: Content[] = []
  let from = delimiterFrom(octets, boundary, 0)
  while (from && !from.last && parts.length < MOST_PARTS) {
    const next = delimiterFrom(octets, boundary, from.end)
    if (!next) break
    parts.push(partOf(octets.subarray(from.end, next.start)))
    from = next
  }
  return parts
}

interface Delimiter {
  /** Of the line end before it, which is not part of the content. */
  readonly start: number
  /** Behind its line. */
  readonly end: number
  /** It closes the multipart. */
  readonly last: boolean
}

function delimiterFrom(octets: Buffer, boundary: string, from: number): Delimiter | undefined {
  const mark = Buffer.from(`--${boundary}`)
  for (let at = octets.indexOf(mark, from); at >= 0; at = octets.indexOf(mark, at + 1)) {
    const atLineStart = at === 0 || octets[at - 1] === 0x0a
    if (!atLineStart) continue
    const after = at + mark.length
    const last = octets.toString('latin1', after, after + 2) === '--'
    const lineEnd = octets.indexOf(0x0a, after)
    const start = at >= 2 && octets[at - 2] === 0x0d ? at - 2 : Math.max(from, at - 1)
    return { start: Math.max(from, start), end: lineEnd < 0 ? octets.length : lineEnd + 1, last }
  }
  return undefined
}

function partOf(octets: Buffer): Content {
  const { headers, content } = splitMime(octets)
  return { type: headers.get('content-type') ?? 'text/plain', octets: decoded(content, headers) }
}

function splitMime(octets: Buffer): { headers: Map<string, string>; content: Buffer } {
  const headers = new Map<string, string>()
  let at = 0
  while (at < octets.length) {
    const feed = octets.indexOf(0x0a, at)
    const end = feed < 0 ? octets.length : feed
    const line = octets.toString('utf8', at, end).replace(/\r$/, '')
    at = end + 1
    if (line === '') break
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, content: octets.subarray(Math.min(at, octets.length)) }
}

function decoded(content: Buffer, headers: ReadonlyMap<string, string>): Buffer {
  return undoTransferEncoding(content, headers.get('content-transfer-encoding'))
}

/** Content without its MIME transfer encoding; `7bit`, `8bit` and `binary` change nothing (RFC 2045 §6). */
export function undoTransferEncoding(content: Buffer, encoding: string | undefined): Buffer {
  switch (encoding?.toLowerCase()) {
    case 'base64':
      return Buffer.from(content.toString('latin1'), 'base64')
    case 'quoted-printable':
      return Buffer.from(
        content
          .toString('latin1')
          .replace(/[ \t]+(?=\r?\n|$)/g, '')
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      )
    default:
      return content
  }
}
