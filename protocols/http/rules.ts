import type { Violation } from '../violation.ts'

/** The rules of HTTP/1.1 message syntax that the parser watches. */
const rules = {
  'HTTP-SYN-01': { clause: 'RFC 9112 §3, §4', message: 'the start line is neither a request line nor a status line' },
  'HTTP-SYN-02': { clause: 'RFC 9112 §2.2', message: 'a line ends with a bare LF instead of CRLF' },
  'HTTP-SYN-03': { clause: 'RFC 9112 §5.1', message: 'a header line is not `name: value`' },
  'HTTP-SYN-04': { clause: 'RFC 9112 §5.2', message: 'a header field is folded over several lines' },
  'HTTP-SYN-05': { clause: 'RFC 9112 §6.3', message: 'Content-Length is not a decimal number' },
  'HTTP-SYN-06': { clause: 'RFC 9112 §6.3', message: 'Content-Length is given more than once' },
  'HTTP-SYN-07': { clause: 'RFC 9112 §6.1', message: 'Content-Length and Transfer-Encoding stand together' },
  'HTTP-SYN-08': { clause: 'RFC 9112 §6.1', message: 'the transfer coding is not `chunked`' },
  'HTTP-SYN-09': { clause: 'RFC 9112 §7.1', message: 'the chunked coding is broken' },
  'HTTP-SYN-10': { clause: 'RFC 9112 §8', message: 'the message is cut off' },
  'HTTP-SYN-11': { clause: 'RFC 9112 §3', message: 'the head is larger than this parser takes' },
  'HTTP-SYN-12': { clause: 'RFC 9110 §15.5.14', message: 'the body is larger than this parser takes' },
  'HTTP-SYN-13': { clause: 'RFC 9112 §3.2', message: 'an HTTP/1.1 request needs exactly one Host field' },
  'HTTP-SYN-14': { clause: 'RFC 9112 §2.3', message: 'the version is neither HTTP/1.1 nor HTTP/1.0' },
  'HTTP-SYN-15': { clause: 'RFC 9110 §5.5', message: 'a header value holds a control character' },
  'HTTP-SYN-16': { clause: 'RFC 9112 §6.3', message: 'octets follow the end of the message' },
} as const

export type HttpRule = keyof typeof rules

/** A violation of `rule` at the octets from `start` to `end`. */
export const httpViolation = (rule: HttpRule, start: number, end: number): Violation => ({
  rule,
  ...rules[rule],
  start,
  end,
})

export { rules as httpSyntaxRules }
