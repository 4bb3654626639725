import { isUtf8 } from 'node:buffer'
import { checkCpimHeaders } from './header-values.ts'
import type { CpimHeader, MimeHeader, ParsedCpim } from './message.ts'
import { cpimSyntaxRules, type CpimSyntaxRule } from './syntax-rules.ts'
import type { Violation } from '../violation.ts'

/** Notes a departure from a rule. */
export type Complain = (rule: CpimSyntaxRule, start: number, end: number) => void

const LF = 0x0a
const CR = 0x0d
const mimeName = /^[\x21-\x39\x3b-\x7e]+$/
const control = /[\0-\x1f\x7f]/

/**
 * Reads a `message/cpim` object (RFC 3862 §2): message headers, blank line, MIME headers, blank line, content. Never
 * throws, drops or repairs; a bare LF is understood as a line end and listed. Time is linear in the number of octets.
 */
export function parseCpim(octets: Buffer): ParsedCpim {
  const violations: Violation[] = []
  const complain: Complain = (rule, start, end) => void violations.push({ rule, ...cpimSyntaxRules[rule], start, end })

  const first = readBlock(octets, 0, complain)
  if (!first.ended) complain('CPIM-SYN-01', octets.length, octets.length)
  const headers = first.lines.map(line => readMessageHeader(octets, line, complain))
  checkCpimHeaders(headers, complain)

  const second = readBlock(octets, first.end, complain)
  if (first.ended && !second.ended) complain('CPIM-SYN-14', octets.length, octets.length)
  const mimeHeaders = readMimeHeaders(octets, second.lines, complain)
  const typed = mimeHeaders.some(({ name }) => name.toLowerCase() === 'content-type')
  if (second.ended && !typed) complain('CPIM-SYN-16', first.end, second.end)
  return { message: { headers, mimeHeaders, content: octets.subarray(second.end) }, violations, octets }
}

interface Line {
  readonly start: number
  readonly end: number
}

interface Block {
  readonly lines: readonly Line[]
  /** Whether a blank line was found. */
  readonly ended: boolean
  /** Behind the blank line, or the end of the octets. */
  readonly end: number
}

function readBlock(octets: Buffer, from: number, complain: Complain): Block {
  const lines: Line[] = []
  let start = from
  while (start < octets.length) {
    const feed = octets.indexOf(LF, start)
    if (feed < 0) {
      lines.push({ start, end: octets.length })
      return { lines, ended: false, end: octets.length }
    }
    const bare = feed === start || octets[feed - 1] !== CR
    if (bare) complain('CPIM-SYN-17', feed, feed + 1)
    const end = bare ? feed : feed - 1
    if (end === start) return { lines, ended: true, end: feed + 1 }
    lines.push({ start, end })
    start = feed + 1
  }
  return { lines, ended: false, end: octets.length }
}

function readMessageHeader(octets: Buffer, { start, end }: Line, complain: Complain): CpimHeader {
  const range = octets.subarray(start, end)
  const line = range.toString('utf8')
  if (control.test(line) || !isUtf8(range)) complain('CPIM-SYN-05', start, end)
  if (/^[ \t]|[^: \t][ \t]+$/.test(line)) complain('CPIM-SYN-18', start, end)
  const colon = line.indexOf(':')
  if (colon < 0) {
    complain('CPIM-SYN-02', start, end)
    return { name: line, parameters: '', value: '', start, end }
  }
  const name = line.slice(0, colon)
  const parametersEnd = line.charAt(colon + 1) === ';' ? endOfParameters(line, colon + 1) : colon + 1
  const parameters = line.slice(colon + 1, parametersEnd)
  const spaced = line.charAt(parametersEnd) === ' '
  if (!spaced || line.charAt(parametersEnd + 1) === ' ') complain('CPIM-SYN-04', start, end)
  return { name, parameters, value: line.slice(parametersEnd + (spaced ? 1 : 0)), start, end }
}

/** The first space outside a quoted string (RFC 3862 §3.6 `Parameter`). */
function endOfParameters(line: string, from: number): number {
  let quoting = false
  for (let at = from; at < line.length; at++) {
    const character = line.charAt(at)
    if (quoting && character === '\\') at++
    else if (character === '"') quoting = !quoting
    else if (character === ' ' && !quoting) return at
  }
  return line.length
}

function readMimeHeaders(octets: Buffer, lines: readonly Line[], complain: Complain): MimeHeader[] {
  const headers: MimeHeader[] = []
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]
    if (!first) break
    const pieces = [textOf(octets, first)]
    let last = first
    for (let next = lines[index + 1]; next && isFolded(octets, next); next = lines[index + 1]) {
      pieces.push(textOf(octets, next).trim())
      last = next
      index++
    }
    const line = pieces.join(' ')
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    if (colon < 0 || !mimeName.test(name)) complain('CPIM-SYN-15', first.start, last.end)
    headers.push({ name, value: colon < 0 ? '' : line.slice(colon + 1).trim(), start: first.start, end: last.end })
  }
  return headers
}

function isFolded(octets: Buffer, { start }: Line): boolean {
  return octets[start] === 0x20 || octets[start] === 0x09
}

function textOf(octets: Buffer, { start, end }: Line): string {
  return octets.toString('utf8', start, end)
}
