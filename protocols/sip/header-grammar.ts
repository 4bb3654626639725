import { parseCSeq } from './cseq.ts'
import { parseExpires, parseRetryAfter, parseSessionExpires } from './delta-seconds.ts'
import { isDigits, isToken, isWord } from './grammar.ts'
import { isContentType, isMediaRange } from './media-type.ts'
import { parseNameAddress } from './name-address.ts'
import { parameterText, parseParameters } from './parameters.ts'
import { parseProducts } from './products.ts'
import { parseReason } from './reason.ts'
import { parseSipDate } from './sip-date.ts'
import type { SipSyntaxRuleId } from './syntax-rules.ts'
import { parseUri } from './uri.ts'
import { parseVia } from './via.ts'
import { parseWarning } from './warning.ts'

/** What a header field may hold. */
export interface HeaderGrammar {
  /** The rule that a wrong value violates. */
  readonly rule: SipSyntaxRuleId
  /** `once`: one field, one value. `list`: values separated by commas, at least one. `listOrNothing`: also none. */
  readonly occurs: 'once' | 'list' | 'listOrNothing'
  /** Whether a single value is well-formed. */
  readonly accepts: (value: string) => boolean
}

type Row = readonly [
  names: string,
  rule: SipSyntaxRuleId,
  occurs: HeaderGrammar['occurs'],
  accepts: (value: string) => boolean,
]

const anything = () => true

function address(value: string): boolean {
  const parsed = parseNameAddress(value)
  return parsed !== undefined && parseUri(parsed.uri) !== undefined
}

/** `q` is a qvalue and `expires` seconds (RFC 3261 §25.1), below 2^32 as in Expires (§20.19, RFC 4475 §3.1.2.4). */
function contact(value: string): boolean {
  if (value === '*') return true
  const parameters = parseNameAddress(value)?.parameters ?? []
  const q = parameterText(parameters, 'q') ?? '1'
  const expires = parameterText(parameters, 'expires') ?? '0'
  return address(value) && /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(q) && parseExpires(expires) !== undefined
}

/** The `ttl` of a Via is a number of up to three digits, 0 to 255 (RFC 3261 §25.1). */
function via(value: string): boolean {
  const parsed = parseVia(value)
  const ttl = parsed && (parameterText(parsed.parameters, 'ttl') ?? '0')
  return ttl !== undefined && /^[0-9]{1,3}$/.test(ttl) && Number(ttl) <= 255
}

function routeAddress(value: string): boolean {
  return address(value) && parseNameAddress(value)?.bracketed === true
}

function identity(value: string): boolean {
  const parsed = parseNameAddress(value)
  return address(value) && (parsed?.bracketed !== true || parsed.parameters.length === 0)
}

function callId(value: string): boolean {
  const words = value.split('@')
  return words.length <= 2 && words.every(isWord)
}

function tokenWithParameters(value: string): boolean {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  return isToken(value.slice(0, end).trim()) && parseParameters(value, end) !== undefined
}

/** Every header field whose grammar is judged. Names are canonical. */
const rows: readonly Row[] = [
  ['via', 'SIP-SYN-21', 'list', via],
  ['from', 'SIP-SYN-23', 'once', address],
  ['to', 'SIP-SYN-25', 'once', address],
  ['call-id', 'SIP-SYN-26', 'once', callId],
  ['cseq', 'SIP-SYN-18', 'once', value => parseCSeq(value) !== undefined],
  ['max-forwards', 'SIP-SYN-27', 'once', value => isDigits(value) && Number(value) <= 255],
  ['contact', 'SIP-SYN-28', 'list', contact],
  ['route record-route', 'SIP-SYN-30', 'list', routeAddress],
  ['p-asserted-identity p-preferred-identity', 'SIP-SYN-31', 'list', identity],
  ['allow supported', 'SIP-SYN-32', 'listOrNothing', isToken],
  ['require proxy-require unsupported', 'SIP-SYN-32', 'list', isToken],
  ['content-length', 'SIP-SYN-11', 'once', isDigits],
  ['content-type', 'SIP-SYN-33', 'once', isContentType],
  ['accept', 'SIP-SYN-34', 'listOrNothing', isMediaRange],
  ['warning', 'SIP-SYN-35', 'list', value => parseWarning(value) !== undefined],
  ['retry-after', 'SIP-SYN-36', 'once', value => parseRetryAfter(value) !== undefined],
  ['date', 'SIP-SYN-37', 'once', value => parseSipDate(value) !== undefined],
  ['expires min-expires', 'SIP-SYN-38', 'once', value => parseExpires(value) !== undefined],
  ['session-expires min-se', 'SIP-SYN-39', 'once', value => parseSessionExpires(value) !== undefined],
  ['reason', 'SIP-SYN-40', 'list', value => parseReason(value) !== undefined],
  ['rseq', 'SIP-SYN-41', 'once', isDigits],
  [
    'rack',
    'SIP-SYN-41',
    'once',
    value => /^[0-9]+[ \t]+[0-9]+[ \t]/.test(value) && isToken(value.replace(/^.*[ \t]/, '')),
  ],
  ['server user-agent', 'SIP-SYN-42', 'once', value => parseProducts(value) !== undefined],
  ['timestamp', 'SIP-SYN-43', 'once', value => /^[0-9]+(?:\.[0-9]*)?(?:[ \t]+[0-9]*(?:\.[0-9]*)?)?$/.test(value)],
  ['content-disposition', 'SIP-SYN-46', 'once', tokenWithParameters],
  ['accept-contact reject-contact', 'SIP-SYN-47', 'list', value => value.startsWith('*') && tokenWithParameters(value)],
  ['accept-encoding accept-language', 'SIP-SYN-48', 'listOrNothing', tokenWithParameters],
  ['content-encoding content-language', 'SIP-SYN-48', 'list', isToken],
  ['privacy', 'SIP-SYN-49', 'once', value => value.split(';').every(word => isToken(word.trim()))],
  ['subject organization priority mime-version reply-to event', 'SIP-SYN-17', 'once', anything],
]

/** The grammar of a header field by its canonical name; header fields that are not here may hold anything. */
export const headerGrammars: ReadonlyMap<string, HeaderGrammar> = new Map(
  rows.flatMap(([names, rule, occurs, accepts]) => names.split(' ').map(name => [name, { rule, occurs, accepts }])),
)
