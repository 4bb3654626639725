import type { Violation } from '../violation.ts'
import { parseCSeq } from './cseq.ts'
import { headerGrammars } from './header-grammar.ts'
import { canonicalHeaderName, firstHeaderValue, hasHeader, headerFields, headerValues, splitList } from './headers.ts'
import { mandatoryHeaders } from './mandatory-headers.ts'
import type { ParsedSip, SipHeader, SipMessage, SipRequest } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { type SipSyntaxRuleId, syntaxViolation } from './syntax-rules.ts'
import { parseUri } from './uri.ts'
import { branchCookie, parseVia } from './via.ts'

/**
 * Judges the grammar of every known header field and what the syntax asks of a whole message. Add these to the
 * `violations` of the parse, which concern the framing, to have all. Nothing is judged where no message was understood.
 */
export function validateSip(parsed: ParsedSip): Violation[] {
  const { message, octets } = parsed
  if (!message) return []
  const violations: Violation[] = []
  const report = (rule: SipSyntaxRuleId, field: SipHeader | undefined, detail?: string) =>
    violations.push(syntaxViolation(rule, field?.start ?? 0, field?.end ?? endOfStartLine(octets), detail))
  checkFields(message, report)
  checkPresence(message, report)
  checkIdentifiers(message, report)
  if (message.kind === 'request') checkRequest(message, report)
  return violations
}

type Report = (rule: SipSyntaxRuleId, field: SipHeader | undefined, detail?: string) => void

function endOfStartLine(octets: Buffer): number {
  const feed = octets.indexOf(0x0a)
  if (feed < 0) return octets.length
  return octets[feed - 1] === 0x0d ? feed - 1 : feed
}

function checkFields(message: SipMessage, report: Report): void {
  const seen = new Set<string>()
  for (const field of message.headers) {
    if (hasBareControl(field.value)) report('SIP-SYN-10', field)
    const name = canonicalHeaderName(field.name)
    const grammar = headerGrammars.get(name)
    if (!grammar) continue
    if (grammar.occurs === 'once') {
      if (seen.has(name)) report('SIP-SYN-17', field, `a second ${field.name}`)
      seen.add(name)
      // The parser has reported a wrong Content-Length already, when it looked for the body.
      if (name !== 'content-length' && !grammar.accepts(field.value)) report(grammar.rule, field)
      continue
    }
    const values = splitList(field.value)
    if ((values.length === 0 && grammar.occurs === 'list') || !values.every(grammar.accepts))
      report(grammar.rule, field)
  }
}

/** A control character that no backslash precedes; tabs are white space. */
function hasBareControl(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === 0x5c) i++
    else if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true
  }
  return false
}

function checkPresence(message: SipMessage, report: Report): void {
  for (const name of mandatoryHeaders(message))
    if (!hasHeader(message, name)) report('SIP-SYN-16', undefined, `${name} is missing`)
  if (message.body.length > 0 && !hasHeader(message, 'content-type')) report('SIP-SYN-15', undefined)
  if (headerValues(message, 'p-asserted-identity').length > 2)
    report('SIP-SYN-31', headerFields(message, 'p-asserted-identity')[0], 'more than two')
  const contact = headerFields(message, 'contact')[0]
  if (contact && forbidsContact(message)) report('SIP-SYN-51', contact)
}

function forbidsContact(message: SipMessage): boolean {
  if (message.kind === 'request') return message.method === 'MESSAGE'
  const method = parseCSeq(firstHeaderValue(message, 'cseq') ?? '')?.method
  return method === 'MESSAGE' && message.status >= 200 && message.status < 300
}

function checkIdentifiers(message: SipMessage, report: Report): void {
  const from = headerFields(message, 'from')[0]
  const sender = from && parseNameAddress(from.value)
  if (sender && (sender.tag ?? '') === '') report('SIP-SYN-24', from)
  const cseq = headerFields(message, 'cseq')[0]
  const sequence = cseq && parseCSeq(cseq.value)
  if (sequence && sequence.number >= 2 ** 31) report('SIP-SYN-19', cseq)
  if (sequence && message.kind === 'request' && sequence.method !== message.method)
    report('SIP-SYN-20', cseq, `${sequence.method} in CSeq, ${message.method} in the start line`)
}

function checkRequest(message: SipRequest, report: Report): void {
  const via = parseVia(firstHeaderValue(message, 'via') ?? '')
  const branch = via?.branch ?? ''
  if (via && (!branch.startsWith(branchCookie) || branch.length === branchCookie.length))
    report('SIP-SYN-22', headerFields(message, 'via')[0])
  const uri = parseUri(message.requestUri)
  if (!uri || ('headers' in uri && uri.headers.length > 0))
    report('SIP-SYN-29', undefined, `found "${message.requestUri.slice(0, 200)}"`)
}
