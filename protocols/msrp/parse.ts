import { isUtf8 } from 'node:buffer'
import { checkMsrpFields, isDefinedHeader } from './field-rules.ts'
import { isIdent } from './identifiers.ts'
import {
  continuationFlagOf,
  type ContinuationFlag,
  type MsrpHeader,
  type MsrpMessage,
  type ParsedMsrp,
} from './message.ts'
import { msrpSyntaxRules, type MsrpSyntaxRule } from './syntax-rules.ts'
import type { Violation } from '../violation.ts'

/** Notes a departure from a rule, with what is special about this one. */
export type Complain = (rule: MsrpSyntaxRule, start: number, end: number, detail?: string) => void

const CRLF = Buffer.from('\r\n')
const endLineMark = '\r\n-------'
const headerName = /^[A-Za-z][!#$%&'*+\-.^_`{|}~0-9A-Za-z]*$/
const upperCase = /^[A-Z]+$/
/** Octets that need a closer look before they are text. */
const controlOrHigh = /[\0-\x08\x0a-\x1f\x7f-\xff]/
const control = /[\0-\x08\x0a-\x1f\x7f]/

/**
 * Reads one frame as the stream framer cuts it (RFC 4975 §7, §9). Never throws, drops or repairs: what departs
 * from the grammar is listed. Time is linear in the number of octets.
 */
export function parseMsrp(octets: Buffer): ParsedMsrp {
  const violations: Violation[] = []
  const complain = complainInto(violations)
  const lineEnd = octets.indexOf(CRLF)
  const startLine = readStartLine(octets, lineEnd < 0 ? octets.length : lineEnd, complain)
  if (!startLine) return { message: undefined, violations, octets }

  const { transactionId } = startLine
  const tail = findEndLine(octets, transactionId)
  if (!tail) complain('MSRP-SYN-17', octets.length, octets.length)
  else if (tail.end < octets.length) complain('MSRP-SYN-19', tail.end, octets.length)
  // The CRLF before an end-line ends the last header or the body, so it belongs to what is read as headers.
  const limit = tail ? tail.start : octets.length
  const head = headEnd(octets, lineEnd < 0 ? octets.length : lineEnd, limit)
  const headers = readHeaders(octets, lineEnd < 0 ? octets.length : lineEnd + 2, head, complain)
  const typed = headers.some(({ name }) => name.length === 12 && name.toLowerCase() === 'content-type')
  const body = readBody(octets, head, limit, typed, complain)
  const message = assemble(startLine, headers, body, tail?.flag ?? '$')
  checkMsrpFields(message, { head, limit, flagAt: tail ? tail.flagAt : octets.length }, complain)
  return { message, violations, octets }
}

function complainInto(violations: Violation[]): Complain {
  return (rule, start, end, detail) => {
    const { clause, message } = msrpSyntaxRules[rule]
    violations.push({ rule, clause, message: detail === undefined ? message : `${message}: ${detail}`, start, end })
  }
}

type StartLine =
  | { kind: 'request'; transactionId: string; method: string }
  | { kind: 'response'; transactionId: string; status: number; comment: string | undefined }

/** Written out field by field: all messages of a kind have one shape, which is what makes reading them fast. */
function assemble(
  line: StartLine,
  headers: readonly MsrpHeader[],
  body: Buffer | undefined,
  continuation: ContinuationFlag,
): MsrpMessage {
  const { transactionId } = line
  if (line.kind === 'request')
    return { kind: 'request', transactionId, method: line.method, headers, body, continuation }
  return { kind: 'response', transactionId, status: line.status, comment: line.comment, headers, body, continuation }
}

function readStartLine(octets: Buffer, end: number, complain: Complain): StartLine | undefined {
  const line = octets.toString('latin1', 0, end)
  const space = line.indexOf(' ', 5)
  if (!line.startsWith('MSRP ') || space <= 5 || space === line.length - 1) {
    complain('MSRP-SYN-01', 0, end)
    return undefined
  }
  const transactionId = line.slice(5, space)
  if (!isIdent(transactionId)) complain('MSRP-SYN-02', 5, space)
  const nextSpace = line.indexOf(' ', space + 1)
  const wordEnd = nextSpace < 0 ? line.length : nextSpace
  const word = line.slice(space + 1, wordEnd)
  if (!/^\d+$/.test(word)) {
    if (nextSpace >= 0) complain('MSRP-SYN-01', nextSpace, end, 'something follows the method')
    if (!upperCase.test(word)) complain('MSRP-SYN-03', space + 1, wordEnd)
    return { kind: 'request', transactionId, method: word }
  }
  if (word.length !== 3) complain('MSRP-SYN-04', space + 1, wordEnd)
  const comment = nextSpace < 0 ? undefined : text(octets, nextSpace + 1, end, line.slice(nextSpace + 1), complain)
  return { kind: 'response', transactionId, status: Number(word), comment }
}

interface EndLine {
  /** Of the CRLF before the hyphens. */
  readonly start: number
  readonly flag: ContinuationFlag
  readonly flagAt: number
  readonly end: number
}

/** The first complete end-line of the transaction: CRLF, seven hyphens, transaction id, flag, CRLF. */
function findEndLine(octets: Buffer, transactionId: string): EndLine | undefined {
  const mark = Buffer.from(endLineMark + transactionId, 'latin1')
  for (let at = octets.indexOf(mark); at >= 0; at = octets.indexOf(mark, at + 2)) {
    const line = endLineAt(octets, at, mark)
    if (line) return line
  }
  return undefined
}

function endLineAt(octets: Buffer, start: number, mark: Buffer): EndLine | undefined {
  const flagAt = start + mark.length
  const flag = continuationFlagOf(octets[flagAt])
  if (flag === undefined || octets[flagAt + 1] !== 0x0d || octets[flagAt + 2] !== 0x0a) return undefined
  return mark.compare(octets, start, flagAt) === 0 ? { start, flag, flagAt, end: flagAt + 3 } : undefined
}

/** Where the last header line ends: at the CRLF that is followed by a blank line, or at the end-line. */
function headEnd(octets: Buffer, lineEnd: number, limit: number): number {
  const blank = octets.indexOf('\r\n\r\n', lineEnd, 'latin1')
  return blank < 0 || blank > limit ? limit : blank
}

function readHeaders(octets: Buffer, from: number, end: number, complain: Complain): MsrpHeader[] {
  const headers: MsrpHeader[] = []
  const head = octets.toString('latin1', 0, end)
  for (let start = from; start < end;) {
    const crlf = head.indexOf('\r\n', start)
    const stop = crlf < 0 ? end : crlf
    const line = head.slice(start, stop)
    const colon = line.indexOf(':')
    if (colon < 0) {
      complain('MSRP-SYN-05', start, stop)
      headers.push({ name: text(octets, start, stop, line, complain), value: '', start, end: stop })
    } else {
      const name = line.slice(0, colon)
      if (!headerName.test(name)) complain('MSRP-SYN-06', start, start + colon)
      const spaced = line.charCodeAt(colon + 1) === 0x20
      const valueAt = colon + (spaced ? 2 : 1)
      // Of the headers that §9 defines no value begins with a space; that of any other header may.
      const doubled = line.charCodeAt(valueAt) === 0x20 && isDefinedHeader(name)
      if (!spaced || doubled) complain('MSRP-SYN-07', start + colon, start + valueAt)
      const value = text(octets, start + valueAt, stop, line.slice(valueAt), complain)
      headers.push({ name, value, start, end: stop })
    }
    start = stop + 2
  }
  return headers
}

function text(octets: Buffer, start: number, end: number, latin1: string, complain: Complain): string {
  if (!controlOrHigh.test(latin1)) return latin1
  const range = octets.subarray(start, end)
  if (control.test(latin1) || !isUtf8(range)) complain('MSRP-SYN-08', start, end)
  return range.toString('utf8')
}

/** The octets between the blank line and the CRLF of the end-line; undefined where there is no blank line. */
function readBody(octets: Buffer, head: number, limit: number, typed: boolean, complain: Complain): Buffer | undefined {
  if (head >= limit) return undefined
  if (head + 4 <= limit) return octets.subarray(head + 4, limit)
  // The blank line runs straight into the end-line: one CRLF stands where two belong.
  complain(typed ? 'MSRP-SYN-18' : 'MSRP-SYN-16', head, limit + 2)
  return typed ? octets.subarray(limit, limit) : undefined
}
