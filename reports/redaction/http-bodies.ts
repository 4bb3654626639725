import { ChunkedReader } from '../../protocols/http/chunked.ts'
import type { Replacement } from './secrets.ts'

/** A part of some octets, `[start, end)`. */
interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Where the body of an HTTP message stands in its octets: in one piece, or in chunks (RFC 9112 §7.1), the last of them
 * being whatever follows where the coding is broken or cut off.
 */
export function bodySpans(octets: Buffer): readonly Span[] {
  const headEnd = octets.indexOf('\r\n\r\n')
  if (headEnd < 0) return []
  const start = headEnd + 4
  const isChunked = /^transfer-encoding[ \t]*:[^\r\n]*chunked/im.test(octets.toString('latin1', 0, headEnd))
  if (!isChunked) return start < octets.length ? [{ start, end: octets.length }] : []
  const reader = new ChunkedReader(start)
  const end = reader.read(octets)
  return end === 'done' || reader.at >= octets.length
    ? reader.chunks
    : [...reader.chunks, { start: reader.at, end: octets.length }]
}

/** The text of a body without what divides it, and the places in the octets of what is found in that text. */
export function joined(octets: Buffer, spans: readonly Span[]) {
  const text = spans.map(({ start, end }) => octets.toString('latin1', start, end)).join('')
  const placed = ({ start, end, by }: Replacement): readonly Replacement[] => {
    let before = 0
    return spans.flatMap(span => {
      const from = Math.max(start, before)
      const to = Math.min(end, before + span.end - span.start)
      const shift = span.start - before
      before += span.end - span.start
      return from < to ? [{ start: from + shift, end: to + shift, by: by.slice(from - start, to - start) }] : []
    })
  }
  return { text, placed }
}
