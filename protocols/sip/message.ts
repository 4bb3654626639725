import type { Violation } from '../violation.ts'

/** One header field as it stood on the wire. Order, case of names, and duplicates are kept. */
export interface SipHeader {
  /** The name as written: `via`, `v` and `Via` stay apart here; compare with `canonicalHeaderName`. */
  readonly name: string
  /** The value with folding replaced by one space and surrounding white space removed (RFC 3261 §7.3.1). */
  readonly value: string
  /** Octet range of the whole field, without its final CRLF, within the message; zero-width when built by us. */
  readonly start: number
  readonly end: number
}

interface SipMessageParts {
  /** As written, e.g. `SIP/2.0`. */
  readonly version: string
  readonly headers: readonly SipHeader[]
  readonly body: Buffer
}

export interface SipRequest extends SipMessageParts {
  readonly kind: 'request'
  readonly method: string
  readonly requestUri: string
}

export interface SipResponse extends SipMessageParts {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
}

export type SipMessage = SipRequest | SipResponse

/** What a parser makes of octets: never nothing, never a repair (`design` of this project: RFC 4475 is met daily). */
export interface ParsedSip {
  /** Undefined only when not even a start line could be told from the octets. */
  readonly message: SipMessage | undefined
  readonly violations: readonly Violation[]
  /** The octets that were parsed. */
  readonly octets: Buffer
}
