import type { Violation } from '../violation.ts'
import type { HttpHeader } from './message.ts'
import { httpViolation } from './rules.ts'

export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly target: string; readonly version: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string; readonly version: string }

export interface HttpHead {
  readonly startLine: StartLine | undefined
  readonly headers: readonly HttpHeader[]
  readonly violations: readonly Violation[]
}

const LF = 0x0a
const CR = 0x0d

/** Where the head ends (after its empty line), searched for from `from`; -1 when it is not there yet. */
export function endOfHead(octets: Buffer, from: number): number {
  for (let at = octets.indexOf(LF, from); at !== -1; at = octets.indexOf(LF, at + 1)) {
    if (octets[at + 1] === LF) return at + 2
    if (octets[at + 1] === CR && octets[at + 2] === LF) return at + 3
  }
  return -1
}

/** Reads start line and header fields of `octets`, which end with the empty line or where the message was cut off. */
export function parseHead(octets: Buffer, kind: 'request' | 'response'): HttpHead {
  const violations: Violation[] = []
  const lines = linesOf(octets, violations)
  const [first, ...fields] = lines
  const startLine = first && readStartLine(first.text, kind)
  if (!startLine) violations.push(httpViolation('HTTP-SYN-01', 0, first?.end ?? 0))
  else if (startLine.version !== 'HTTP/1.1' && startLine.version !== 'HTTP/1.0')
    violations.push(httpViolation('HTTP-SYN-14', 0, first.end))
  const headers = readHeaders(fields, violations)
  if (startLine?.kind === 'request' && startLine.version === 'HTTP/1.1') {
    const hosts = headers.filter(header => header.name.toLowerCase() === 'host')
    if (hosts.length !== 1) {
      const second = hosts[1]
      violations.push(httpViolation('HTTP-SYN-13', second?.start ?? 0, second?.end ?? first?.end ?? 0))
    }
  }
  return { startLine, headers, violations }
}

interface Line {
  readonly text: string
  readonly start: number
  readonly end: number
}

function linesOf(octets: Buffer, violations: Violation[]): Line[] {
  const lines: Line[] = []
  for (let start = 0; start < octets.length;) {
    const lf = octets.indexOf(LF, start)
    const stop = lf === -1 ? octets.length : lf
    const end = stop > start && octets[stop - 1] === CR ? stop - 1 : stop
    if (lf !== -1 && end === stop) violations.push(httpViolation('HTTP-SYN-02', start, lf + 1))
    if (end > start) lines.push({ text: octets.toString('latin1', start, end), start, end })
    start = stop + 1
  }
  return lines
}

function readStartLine(text: string, kind: 'request' | 'response'): StartLine | undefined {
  if (kind === 'request') {
    const found = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) (HTTP\/\d\.\d)$/.exec(text)
    const [, method, target, version] = found ?? []
    return method === undefined || target === undefined || version === undefined
      ? undefined
      : { kind, method, target, version }
  }
  const [, version, status, reason] = /^(HTTP\/\d\.\d) ([1-9]\d\d)(?: (.*))?$/.exec(text) ?? []
  return version === undefined || status === undefined
    ? undefined
    : { kind, status: Number(status), reason: reason ?? '', version }
}

function readHeaders(lines: readonly Line[], violations: Violation[]): HttpHeader[] {
  const headers: HttpHeader[] = []
  for (const { text, start, end } of lines) {
    const previous = headers.at(-1)
    if (text.startsWith(' ') || text.startsWith('\t')) {
      violations.push(httpViolation(previous ? 'HTTP-SYN-04' : 'HTTP-SYN-03', start, end))
      if (previous) headers[headers.length - 1] = { ...previous, value: `${previous.value} ${text.trim()}`.trim(), end }
      continue
    }
    const colon = text.indexOf(':')
    const name = colon === -1 ? text : text.slice(0, colon)
    const value = colon === -1 ? '' : text.slice(colon + 1).trim()
    if (colon === -1 || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
      violations.push(httpViolation('HTTP-SYN-03', start, end))
    else if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) violations.push(httpViolation('HTTP-SYN-15', start, end))
    // A name with white space before its colon is kept readable: the violation says what was wrong with it.
    headers.push({ name: name.trim(), value, start, end })
  }
  return headers
}
