import { isAscii, isUtf8 } from 'node:buffer'
import type { Violation } from '../violation.ts'
import { parseContentLength } from './content-length.ts'
import { isBlank, isToken, skipBlanks } from './grammar.ts'
import { findHeadEnd } from './head-end.ts'
import { canonicalHeaderName } from './header-names.ts'
import type { ParsedSip, SipHeader } from './message.ts'
import { parseStartLine } from './start-line.ts'
import { syntaxViolation } from './syntax-rules.ts'
import { decodeText } from './undecodable-octets.ts'

/**
 * Parses one message: a datagram, or a frame of a stream. Never throws, drops or repairs: what cannot be understood is
 * in `violations`, with its octets.
 *
 * Reported here is what concerns the division of octets into start line, header fields and body; the grammar of each
 * value is judged by `validateSip`. A line that is no header field is kept as a header with an empty name and the line
 * as its value. The body ends where Content-Length says; where that is absent, garbage or beyond the end, the body is
 * all that is left (RFC 3261 §18.3). Octets that are not UTF-8 read as `decodeText` says, so that `serialiseSip` writes
 * them again as they were.
 */
export function parseSip(octets: Buffer): ParsedSip {
  const violations: Violation[] = []
  let start = 0
  while (octets[start] === 0x0d || octets[start] === 0x0a) start++
  if (start > 0) violations.push(syntaxViolation('SIP-SYN-45', 0, start))
  if (start === octets.length) {
    violations.push(syntaxViolation('SIP-SYN-04', 0, octets.length))
    return { message: undefined, violations, octets }
  }

  let headEnd = findHeadEnd(octets, start, octets.length)
  if (headEnd < 0) {
    headEnd = octets.length
    violations.push(syntaxViolation('SIP-SYN-08', headEnd, headEnd))
  }
  const head = parseHead(octets, start, headEnd, violations)
  if (!head.startLine) return { message: undefined, violations, octets }
  const body = findBody(octets, headEnd, head.headers, violations)
  return { message: { ...head.startLine, headers: head.headers, body }, violations, octets }
}

function parseHead(octets: Buffer, start: number, end: number, violations: Violation[]) {
  // One octet is one character of Latin-1: indices in `text` are octet offsets from `start`.
  const text = octets.toString('latin1', start, end)
  // Nearly every head is ASCII and needs no decoding.
  const ascii = isAscii(octets.subarray(start, end))
  const headers: SipHeader[] = []
  let startLine: ReturnType<typeof parseStartLine>
  let bareLineFeed = -1

  for (let at = 0; at < text.length;) {
    const lineStart = at
    let lineEnd = at
    let lines = 0
    do {
      const feed = text.indexOf('\n', at)
      at = feed < 0 ? text.length : feed + 1
      lineEnd = feed < 0 ? at : text.charCodeAt(feed - 1) === 0x0d ? feed - 1 : feed
      if (lineEnd === feed && bareLineFeed < 0) bareLineFeed = feed
      lines++
      // A line that starts with white space continues the header field before it (RFC 3261 §7.3.1).
    } while (lineStart > 0 && lineEnd > lineStart && isBlank(text.charCodeAt(at)))
    if (lineEnd === lineStart) break
    const latin1 = text.slice(lineStart, lineEnd)
    const line = ascii ? latin1 : decodeLine(latin1, start + lineStart, violations)
    if (lineStart === 0) startLine = parseStartLine(line, start, start + lineEnd, violations)
    else headers.push(parseField(line, lines > 1, start + lineStart, start + lineEnd, violations))
  }
  if (bareLineFeed >= 0) violations.push(syntaxViolation('SIP-SYN-05', start + bareLineFeed, start + bareLineFeed + 1))
  return { startLine, headers }
}

function decodeLine(latin1: string, start: number, violations: Violation[]): string {
  const octets = Buffer.from(latin1, 'latin1')
  if (!isUtf8(octets)) violations.push(syntaxViolation('SIP-SYN-09', start, start + octets.length))
  return decodeText(octets)
}

function parseField(line: string, folded: boolean, start: number, end: number, violations: Violation[]): SipHeader {
  const colon = line.indexOf(':')
  if (colon <= 0) {
    violations.push(syntaxViolation('SIP-SYN-06', start, end))
    return { name: '', value: line, start, end }
  }
  let nameEnd = colon
  while (nameEnd > 0 && isBlank(line.charCodeAt(nameEnd - 1))) nameEnd--
  const name = line.slice(0, nameEnd)
  if (!isToken(name)) {
    violations.push(syntaxViolation('SIP-SYN-07', start, end))
    if (name === '') return { name, value: line, start, end }
  }
  return { name, value: folded ? unfold(line.slice(colon + 1)) : trimBlanks(line, colon + 1), start, end }
}

function trimBlanks(line: string, from: number): string {
  let end = line.length
  const start = skipBlanks(line, from)
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--
  return line.slice(start, end)
}

/** Each fold, with the white space around it, becomes one space (RFC 3261 §7.3.1). */
function unfold(text: string): string {
  return text
    .split('\n')
    .map(piece => trimBlanks(piece.endsWith('\r') ? piece.slice(0, -1) : piece, 0))
    .filter(piece => piece !== '')
    .join(' ')
}

function findBody(octets: Buffer, from: number, headers: readonly SipHeader[], violations: Violation[]): Buffer {
  const rest = octets.subarray(from)
  const fields = headers.filter(header => canonicalHeaderName(header.name) === 'content-length')
  const field = fields[0]
  if (!field) return rest
  const length = parseContentLength(field.value)
  const other = fields.find(({ value }) => parseContentLength(value) !== length)
  // Two that differ are as good as none (RFC 4475 §3.3.9).
  if (length === undefined || other) {
    const found = [field, ...(other ? [other] : [])].map(({ value }) => `"${value.slice(0, 80)}"`).join(' and ')
    violations.push(syntaxViolation('SIP-SYN-11', field.start, field.end, `found ${found}`))
    return rest
  }
  if (length > rest.length) {
    const found = `${field.value.slice(0, 80)} declared, ${rest.length} found`
    violations.push(syntaxViolation('SIP-SYN-12', field.start, field.end, found))
  } else if (length < rest.length) {
    const found = `${rest.length - length} octets more than the ${length} declared`
    violations.push(syntaxViolation('SIP-SYN-13', from + length, octets.length, found))
  }
  return rest.subarray(0, length)
}
