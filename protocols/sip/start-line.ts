import type { Violation } from '../violation.ts'
import { isDigits, isToken } from './grammar.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { syntaxViolation } from './syntax-rules.ts'

export type RequestLine = Pick<SipRequest, 'kind' | 'method' | 'requestUri' | 'version'>
export type StatusLine = Pick<SipResponse, 'kind' | 'status' | 'reason' | 'version'>

/**
 * Tells a request line from a status line and takes it apart. Adds what is wrong with it, at octets `start` to `end`,
 * to `violations`. Undefined when the line is neither: it has a single word, or no number where the status belongs.
 */
export function parseStartLine(
  line: string,
  start: number,
  end: number,
  violations: Violation[],
): RequestLine | StatusLine | undefined {
  const parsed = /^SIP\//i.test(line) ? parseStatusLine(line) : parseRequestLine(line)
  if (!parsed) {
    violations.push(syntaxViolation('SIP-SYN-04', start, end))
    return undefined
  }
  if (serialiseStartLine(parsed) !== line || (parsed.kind === 'request' && /[\s<>]/.test(parsed.requestUri)))
    violations.push(syntaxViolation(parsed.kind === 'request' ? 'SIP-SYN-01' : 'SIP-SYN-02', start, end))
  if (parsed.kind === 'request' && !isToken(parsed.method))
    violations.push(syntaxViolation('SIP-SYN-52', start, end, `found "${parsed.method.slice(0, 80)}"`))
  if (parsed.kind === 'response' && (parsed.status < 100 || parsed.status > 699))
    violations.push(syntaxViolation('SIP-SYN-44', start, end, `found ${parsed.status}`))
  // Compared without case, as RFC 3261 §7.1 asks of receivers.
  if (parsed.version.toUpperCase() !== 'SIP/2.0')
    violations.push(syntaxViolation('SIP-SYN-03', start, end, `found "${parsed.version.slice(0, 80)}"`))
  return parsed
}

export function serialiseStartLine(line: RequestLine | StatusLine): string {
  return line.kind === 'request'
    ? `${line.method} ${line.requestUri} ${line.version}`
    : `${line.version} ${String(line.status).padStart(3, '0')} ${line.reason}`
}

function parseRequestLine(line: string): RequestLine | undefined {
  const text = line.trim()
  const first = text.search(/[ \t]/)
  if (first <= 0) return undefined
  const method = text.slice(0, first)
  const rest = text.slice(first).trim()
  const last = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf('\t'))
  if (last > 0)
    return { kind: 'request', method, requestUri: rest.slice(0, last).trim(), version: rest.slice(last + 1) }
  return /^SIP\//i.test(rest)
    ? { kind: 'request', method, requestUri: '', version: rest }
    : { kind: 'request', method, requestUri: rest, version: '' }
}

function parseStatusLine(line: string): StatusLine | undefined {
  const first = line.search(/[ \t]/)
  if (first < 0) return undefined
  const rest = line.slice(first).trimStart()
  const gap = rest.search(/[ \t]/)
  const digits = gap < 0 ? rest : rest.slice(0, gap)
  if (!isDigits(digits)) return undefined
  return {
    kind: 'response',
    version: line.slice(0, first),
    status: Number(digits),
    reason: gap < 0 ? '' : rest.slice(gap + 1),
  }
}
