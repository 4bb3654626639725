import type { Violation } from '../violation.ts'

/** One message header of the first part. Order, case and duplicates are kept (RFC 3862 §2.2: names are case-sensitive). */
export interface CpimHeader {
  /** As written, with its prefix: `Subject`, `imdn.Message-ID`. */
  readonly name: string
  /** As written between colon and space, e.g. `;lang=fr`; empty when there are none. */
  readonly parameters: string
  /** As written; escapes are resolved by `unescapeCpim`. */
  readonly value: string
  /** Octet range without the final CRLF within the message; zero-width when built by us. */
  readonly start: number
  readonly end: number
}

/** One MIME header of the encapsulated part; names are compared without case (RFC 2045 §3). */
export interface MimeHeader {
  readonly name: string
  /** With folding replaced by one space and surrounding white space removed. */
  readonly value: string
  readonly start: number
  readonly end: number
}

/** A `message/cpim` object (RFC 3862 §2): message headers, MIME headers, content. */
export interface CpimMessage {
  readonly headers: readonly CpimHeader[]
  readonly mimeHeaders: readonly MimeHeader[]
  readonly content: Buffer
}

export interface ParsedCpim {
  readonly message: CpimMessage
  readonly violations: readonly Violation[]
  /** The octets that were parsed; `message.content` is a part of them, not a copy. */
  readonly octets: Buffer
}

/** Namespace of the headers without prefix where no NS header says otherwise (RFC 3862 §3.4, §6). */
export const cpimCoreNamespace = 'urn:ietf:params:cpim-headers:'

export function cpimHeader(name: string, value: string, parameters = ''): CpimHeader {
  return { name, parameters, value, start: 0, end: 0 }
}

export function mimeHeader(name: string, value: string): MimeHeader {
  return { name, value, start: 0, end: 0 }
}

/** Values of all message headers of exactly that written name (case-sensitive). */
export function cpimValues(message: CpimMessage, name: string): readonly string[] {
  return message.headers.filter(header => header.name === name).map(header => header.value)
}

/** Value of the first MIME header of that name, whatever its case. */
export function mimeValue(message: CpimMessage, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return message.mimeHeaders.find(header => header.name.toLowerCase() === wanted)?.value
}

/** Content-Type of the encapsulated part; `text/plain` when it is not given (RFC 2045 §5.2). */
export function cpimContentType(message: CpimMessage): string {
  return mimeValue(message, 'Content-Type') ?? 'text/plain; charset=us-ascii'
}
