import type { Violation } from '../violation.ts'

export interface SyntaxRule {
  readonly clause: string
  /** What every message has to satisfy. */
  readonly statement: string
}

/** The syntax rules for SIP messages. Ids are stable for ever: never reuse one, add at the end. */
export const sipSyntaxRules = {
  'SIP-SYN-01': { clause: 'RFC 3261 §7.1', statement: 'A request starts with Method SP Request-URI SP SIP-Version' },
  'SIP-SYN-02': { clause: 'RFC 3261 §7.2', statement: 'A response starts with SIP-Version SP 3DIGIT SP Reason-Phrase' },
  'SIP-SYN-03': { clause: 'RFC 3261 §7.1', statement: 'The version of the start line is SIP/2.0' },
  'SIP-SYN-04': { clause: 'RFC 3261 §7', statement: 'A message has a start line' },
  'SIP-SYN-05': { clause: 'RFC 3261 §7', statement: 'Start line, header fields and empty line end with CRLF' },
  'SIP-SYN-06': { clause: 'RFC 3261 §7.3.1', statement: 'A header field is a name, a colon and a value' },
  'SIP-SYN-07': { clause: 'RFC 3261 §25.1', statement: 'The name of a header field is a token' },
  'SIP-SYN-08': { clause: 'RFC 3261 §7', statement: 'An empty line follows the header fields' },
  'SIP-SYN-09': { clause: 'RFC 3261 §7', statement: 'Start line and header fields are valid UTF-8' },
  'SIP-SYN-10': { clause: 'RFC 3261 §25.1', statement: 'Control characters stand in a header only where escaped' },
  'SIP-SYN-11': { clause: 'RFC 3261 §20.14', statement: 'Content-Length is a decimal number of octets' },
  'SIP-SYN-12': { clause: 'RFC 3261 §18.3', statement: 'The body is as long as Content-Length says, not shorter' },
  'SIP-SYN-13': { clause: 'RFC 3261 §18.3', statement: 'No octets follow the body in a datagram; they are discarded' },
  'SIP-SYN-14': { clause: 'RFC 3261 §18.3', statement: 'A message on a stream carries Content-Length' },
  'SIP-SYN-15': { clause: 'RFC 3261 §20.15', statement: 'A message with a body carries Content-Type' },
  'SIP-SYN-16': { clause: 'RFC 3261 §20, Tables 2 and 3', statement: 'Mandatory header fields are present' },
  'SIP-SYN-17': { clause: 'RFC 3261 §7.3.1', statement: 'A header field that is not a list occurs once' },
  'SIP-SYN-18': { clause: 'RFC 3261 §20.16', statement: 'CSeq is a decimal number and a method' },
  'SIP-SYN-19': { clause: 'RFC 3261 §8.1.1.5', statement: 'The number in CSeq is below 2^31' },
  'SIP-SYN-20': { clause: 'RFC 3261 §8.1.1.5', statement: 'The method in CSeq is the method of the request' },
  'SIP-SYN-21': { clause: 'RFC 3261 §20.42', statement: 'Via follows its grammar' },
  'SIP-SYN-22': { clause: 'RFC 3261 §8.1.1.7', statement: 'The branch of the topmost Via is z9hG4bK and more' },
  'SIP-SYN-23': { clause: 'RFC 3261 §20.20', statement: 'From is one name-addr or addr-spec with parameters' },
  'SIP-SYN-24': { clause: 'RFC 3261 §8.1.1.3', statement: 'From carries a tag' },
  'SIP-SYN-25': { clause: 'RFC 3261 §20.39', statement: 'To is one name-addr or addr-spec with parameters' },
  'SIP-SYN-26': { clause: 'RFC 3261 §20.8', statement: 'Call-ID is word or word@word' },
  'SIP-SYN-27': { clause: 'RFC 3261 §20.22', statement: 'Max-Forwards is a number from 0 to 255' },
  'SIP-SYN-28': { clause: 'RFC 3261 §20.10', statement: 'Contact is * or a list of addresses with parameters' },
  'SIP-SYN-29': {
    clause: 'RFC 3261 §7.1, §19.1.1',
    statement: 'The Request-URI is a URI without headers, not in angle brackets',
  },
  'SIP-SYN-30': { clause: 'RFC 3261 §20.30, §20.34', statement: 'Route and Record-Route are lists of name-addr' },
  'SIP-SYN-31': {
    clause: 'RFC 3325 §9.1, §9.2',
    statement: 'P-Asserted-Identity and P-Preferred-Identity are one or two addresses',
  },
  'SIP-SYN-32': { clause: 'RFC 3261 §20', statement: 'A list of option tags, methods or names consists of tokens' },
  'SIP-SYN-33': { clause: 'RFC 3261 §20.15', statement: 'Content-Type is one type/subtype with parameters' },
  'SIP-SYN-34': { clause: 'RFC 3261 §20.1', statement: 'Accept is a list of media ranges with parameters' },
  'SIP-SYN-35': { clause: 'RFC 3261 §20.43', statement: 'Warning is a list of 3DIGIT, agent and quoted text' },
  'SIP-SYN-36': { clause: 'RFC 3261 §20.33', statement: 'Retry-After is seconds, a comment and parameters' },
  'SIP-SYN-37': { clause: 'RFC 3261 §20.17', statement: 'Date is an RFC 1123 date in GMT' },
  'SIP-SYN-38': { clause: 'RFC 3261 §20.19, §20.23', statement: 'Expires and Min-Expires are seconds below 2^32' },
  'SIP-SYN-39': { clause: 'RFC 4028 §4, §5', statement: 'Session-Expires and Min-SE are seconds with parameters' },
  'SIP-SYN-40': { clause: 'RFC 3326 §2', statement: 'Reason is a list of protocols with parameters' },
  'SIP-SYN-41': { clause: 'RFC 3262 §7.1, §7.2', statement: 'RSeq is a number; RAck is two numbers and a method' },
  'SIP-SYN-42': { clause: 'RFC 3261 §20.35, §20.41', statement: 'Server and User-Agent are products and comments' },
  'SIP-SYN-43': { clause: 'RFC 3261 §20.38', statement: 'Timestamp is a decimal number and a delay' },
  'SIP-SYN-44': { clause: 'RFC 3261 §7.2', statement: 'The status code is from 100 to 699' },
  'SIP-SYN-45': { clause: 'RFC 3261 §7.5', statement: 'Nothing stands before the start line' },
  'SIP-SYN-46': { clause: 'RFC 3261 §20.11', statement: 'Content-Disposition is a token with parameters' },
  'SIP-SYN-47': {
    clause: 'RFC 3841 §9',
    statement: 'Accept-Contact and Reject-Contact are lists of * with parameters',
  },
  'SIP-SYN-48': {
    clause: 'RFC 3261 §20.2, §20.3, §20.12, §20.13',
    statement: 'Codings and languages are tokens with parameters',
  },
  'SIP-SYN-49': { clause: 'RFC 3323 §4.2', statement: 'Privacy is a list of tokens separated by semicolons' },
  'SIP-SYN-50': { clause: 'RFC 3261 §18.3', statement: 'Octets of a stream can be divided into messages' },
  'SIP-SYN-51': { clause: 'RFC 3428 §4, §7', statement: 'MESSAGE and its 2xx carry no Contact' },
  'SIP-SYN-52': { clause: 'RFC 3261 §25.1', statement: 'The method is a token' },
} as const satisfies Record<string, SyntaxRule>

export type SipSyntaxRuleId = keyof typeof sipSyntaxRules

/** A violation of a syntax rule by the octets from `start` to `end`; `detail` says what was found. */
export function syntaxViolation(rule: SipSyntaxRuleId, start: number, end: number, detail?: string): Violation {
  const { clause, statement } = sipSyntaxRules[rule]
  return { rule, clause, message: detail === undefined ? statement : `${statement}: ${detail}`, start, end }
}
