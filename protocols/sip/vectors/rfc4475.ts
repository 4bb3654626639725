import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SipSyntaxRuleId } from '../syntax-rules.ts'

/** A message of RFC 4475 §3 or RFC 5118 §4, and the rules that it breaks. */
export interface TortureTest {
  /** The name that the RFC gives it; those of RFC 4475 are files in the folder `rfc4475`. */
  readonly name: string
  readonly clause: string
  /** What the RFC says of it, in short. */
  readonly verdict: string
  /** The rules of this project that it breaks, in ascending order. */
  readonly breaks: readonly SipSyntaxRuleId[]
  readonly octets: Buffer
}

type Row = readonly [name: string, section: string, verdict: string, breaks?: string]

function tortureTest([name, section, verdict, breaks]: Row): TortureTest {
  const octets = readFileSync(join(import.meta.dirname, 'rfc4475', `${name}.dat`))
  const rules = (breaks?.split(' ') ?? []).map(number => `SIP-SYN-${number}` as SipSyntaxRuleId)
  return { name, clause: `RFC 4475 §${section}`, verdict, breaks: rules, octets }
}

const valid: readonly Row[] = [
  // The topmost branch lacks the cookie, which RFC 3261 §8.1.1.7 asks for and the grammar does not.
  ['wsinv', '3.1.1.1', 'well-formed: folds, white space, compact names, odd order and case', '22'],
  ['intmeth', '3.1.1.2', 'well-formed: every character that the grammar allows'],
  ['esc01', '3.1.1.3', 'well-formed: % escapes where they are allowed'],
  ['escnull', '3.1.1.4', 'well-formed: escaped nulls in URIs'],
  ['esc02', '3.1.1.5', 'well-formed: % where it is no escape'],
  ['lwsdisp', '3.1.1.6', 'to be taken for well-formed: no space between display name and <'],
  // No branch at all in the topmost Via: RFC 3261 §8.1.1.7 again.
  ['longreq', '3.1.1.7', 'well-formed: long values in header fields', '22'],
  // RFC 3261 §18.3 has the receiver discard what follows the body; here it is reported, and not in the body.
  ['dblreq', '3.1.1.8', 'a well-formed REGISTER, followed by octets to be ignored', '13'],
  ['semiuri', '3.1.1.9', 'well-formed: parameters in the user part of the Request-URI'],
  ['transports', '3.1.1.10', 'well-formed: known and unknown transports in Via'],
  // A Contact in MESSAGE is against RFC 3428 §4, not against the grammar.
  ['mpart01', '3.1.1.11', 'well-formed: a multipart body with binary octets', '51'],
  ['unreason', '3.1.1.12', 'well-formed: a reason phrase that is not ASCII'],
  ['noreason', '3.1.1.13', 'well-formed: an empty reason phrase after its space'],
]

const invalid: readonly Row[] = [
  ['badinv01', '3.1.2.1', 'extraneous separators in Via and Contact: 400', '21 28'],
  ['clerr', '3.1.2.2', 'Content-Length larger than the message: 400', '12'],
  ['ncl', '3.1.2.3', 'negative Content-Length: an error', '11'],
  ['scalar02', '3.1.2.4', 'CSeq, Max-Forwards and both expiries out of range: 400', '19 27 28 38'],
  // The RFC says that Retry-After is unreasonable, but no rule bounds it (RFC 3261 §20.33).
  ['scalarlg', '3.1.2.5', 'CSeq out of range, a Warning of four digits: discarded', '19 35'],
  ['quotbal', '3.1.2.6', 'unterminated quoted string in To: 400', '25'],
  ['ltgtruri', '3.1.2.7', 'Request-URI in angle brackets: 400', '01 22 29'],
  ['lwsruri', '3.1.2.8', 'white space in the Request-URI: 400', '01 29'],
  ['lwsstart', '3.1.2.9', 'two spaces between the parts of the request line: malformed', '01'],
  ['trws', '3.1.2.10', 'spaces behind the version of the request line: malformed', '01'],
  ['escruri', '3.1.2.11', 'headers in the Request-URI: 400', '29'],
  ['baddate', '3.1.2.12', 'a time zone other than GMT in Date: malformed', '37'],
  ['regbadct', '3.1.2.13', 'a URI with headers in Contact without angle brackets: 400', '28'],
  ['badaspec', '3.1.2.14', 'spaces within an addr-spec: 400', '25'],
  // The archive has no empty line here, which the RFC does not speak of.
  ['baddn', '3.1.2.15', 'display names that are neither quoted nor tokens: 400', '08 23 25'],
  ['badvers', '3.1.2.16', 'unknown protocol version: 505', '03'],
  ['mismatch01', '3.1.2.17', 'methods of start line and CSeq differ: 400', '20'],
  ['mismatch02', '3.1.2.18', 'methods of start line and CSeq differ, one unknown: 501 or 400', '20'],
  ['bigcode', '3.1.2.19', 'status code out of range: discarded', '44'],
]

const semantics: readonly Row[] = [
  ['badbranch', '3.2.1', 'a branch that is the cookie and no more: 400, or matched as in RFC 2543', '22'],
  ['insuf', '3.3.1', 'Call-ID, From and To missing: 400', '16'],
  ['unkscm', '3.3.2', 'well-formed: an unknown scheme in the Request-URI: 416'],
  ['novelsc', '3.3.3', 'well-formed: an atypical scheme in the Request-URI: 416 or 404'],
  ['unksm2', '3.3.4', 'well-formed: unknown schemes in To, From and Contact'],
  ['bext01', '3.3.5', 'unknown option tags in Require and Proxy-Require: 420'],
  ['invut', '3.3.6', 'well-formed: an unknown Content-Type: 415'],
  ['regaut01', '3.3.7', 'well-formed: an unknown authorization scheme'],
  ['multi01', '3.3.8', 'several values of header fields that hold one: 400', '17'],
  // "Equivalent to an invalid Content-Length value", hence rule 11 besides 17.
  ['mcl01', '3.3.9', 'two Content-Length fields that differ: an error', '11 17'],
  ['bcast', '3.3.10', 'well-formed: a broadcast address in the second Via: discarded'],
  ['zeromf', '3.3.11', 'well-formed: Max-Forwards of zero'],
  ['cparam01', '3.3.12', 'a parameter of the Contact header field'],
  ['cparam02', '3.3.13', 'a parameter of the URI in Contact'],
  ['regescrt', '3.3.14', 'an escaped header of the URI in Contact'],
  ['sdp01', '3.3.15', 'an Accept without application/sdp: 406 or 400'],
  // Lawful in RFC 2543; RFC 3261 §8.1.1 asks for Max-Forwards, From tag, branch and, in INVITE, Contact.
  ['inv2543', '3.4.1', 'well-formed in the ways of RFC 2543', '16 22 24'],
]

/** The octets of the bit-exact archive (appendix A). §3.1.1: no rule of the grammar is broken; where another rule is, the table names its clause. */
export const validTortureTests: readonly TortureTest[] = valid.map(tortureTest)
/** §3.1.2: broken is at least the rule that the RFC speaks of. */
export const invalidTortureTests: readonly TortureTest[] = invalid.map(tortureTest)
/** §3.2 to §3.4: understood by every parser, whatever transaction layer and application make of them. */
export const semanticTortureTests: readonly TortureTest[] = semantics.map(tortureTest)
export const tortureTests: readonly TortureTest[] = [
  ...validTortureTests,
  ...invalidTortureTests,
  ...semanticTortureTests,
]
