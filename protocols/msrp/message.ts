import type { Violation } from '../violation.ts'
import { parseByteRange, type ByteRange } from './byte-range.ts'

/** One header field as it stood on the wire. Order, case of names and duplicates are kept. */
export interface MsrpHeader {
  readonly name: string
  readonly value: string
  /** Octet range of the whole field, without its final CRLF, within the message; zero-width when built by us. */
  readonly start: number
  readonly end: number
}

/** `$` last chunk, `+` more to come, `#` aborted (RFC 4975 §7.1). */
export type ContinuationFlag = '$' | '+' | '#'

/** Reads the octet after the transaction id of an end-line; undefined when it is no flag. */
export function continuationFlagOf(octet: number | undefined): ContinuationFlag | undefined {
  return octet === 0x24 ? '$' : octet === 0x2b ? '+' : octet === 0x23 ? '#' : undefined
}

interface MsrpMessageParts {
  readonly transactionId: string
  /** All fields between start line and blank line or end-line, MIME headers included. */
  readonly headers: readonly MsrpHeader[]
  /** Undefined where there is none, which is not the same as one of zero octets (RFC 4975 §7.1). */
  readonly body: Buffer | undefined
  readonly continuation: ContinuationFlag
}

export interface MsrpRequest extends MsrpMessageParts {
  readonly kind: 'request'
  /** `SEND`, `REPORT`, or any other as written. */
  readonly method: string
}

export interface MsrpResponse extends MsrpMessageParts {
  readonly kind: 'response'
  readonly status: number
  readonly comment: string | undefined
}

export type MsrpMessage = MsrpRequest | MsrpResponse

/** What a parser makes of one frame: never nothing, never a repair. */
export interface ParsedMsrp {
  /** Undefined only when not even a start line could be told from the octets. */
  readonly message: MsrpMessage | undefined
  readonly violations: readonly Violation[]
  /** The octets that were parsed; `message.body` is a part of them, not a copy. */
  readonly octets: Buffer
}

/** The `Failure-Report` asked for; default `yes` (RFC 4975 §7.1.1). */
export type FailureReport = 'yes' | 'no' | 'partial'

/** A `Status` header field of a REPORT, e.g. `000 200 OK` (RFC 4975 §7.1.2). */
export interface MsrpStatus {
  readonly namespace: string
  readonly code: number
  readonly comment: string | undefined
}

/** A header field to be written. */
export function msrpHeader(name: string, value: string): MsrpHeader {
  return { name, value, start: 0, end: 0 }
}

/** The first header field of that name, whatever its case (RFC 4975 §9, RFC 5234 §2.3). */
export function findMsrpHeader(message: MsrpMessage, name: string): MsrpHeader | undefined {
  for (const header of message.headers) if (header.name === name) return header
  const wanted = name.toLowerCase()
  return message.headers.find(header => header.name.toLowerCase() === wanted)
}

function valueOf(message: MsrpMessage, name: string): string | undefined {
  return findMsrpHeader(message, name)?.value
}

/** URIs of the To-Path as written, leftmost first; empty when the header is missing. */
export function toPath(message: MsrpMessage): readonly string[] {
  return splitPath(valueOf(message, 'To-Path'))
}

/** URIs of the From-Path as written, leftmost first; empty when the header is missing. */
export function fromPath(message: MsrpMessage): readonly string[] {
  return splitPath(valueOf(message, 'From-Path'))
}

/** Splits the value of a path header or of `a=path` into its URIs. */
export function splitPath(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(' ').filter(uri => uri !== '')
}

export function messageId(message: MsrpMessage): string | undefined {
  return valueOf(message, 'Message-ID')
}

export function contentType(message: MsrpMessage): string | undefined {
  return valueOf(message, 'Content-Type')
}

/** Undefined when absent or malformed. */
export function byteRange(message: MsrpMessage): ByteRange | undefined {
  const value = valueOf(message, 'Byte-Range')
  return value === undefined ? undefined : parseByteRange(value)
}

/** Whether a success REPORT is asked for; default no (RFC 4975 §7.1.1). */
export function successReport(message: MsrpMessage): boolean {
  return valueOf(message, 'Success-Report')?.toLowerCase() === 'yes'
}

/** Default `yes`, also for an unknown value (RFC 4975 §7.1.1). */
export function failureReport(message: MsrpMessage): FailureReport {
  const value = valueOf(message, 'Failure-Report')?.toLowerCase()
  return value === 'no' || value === 'partial' ? value : 'yes'
}

/** The `Status` of a REPORT; undefined when absent or malformed. */
export function reportStatus(message: MsrpMessage): MsrpStatus | undefined {
  return parseMsrpStatus(valueOf(message, 'Status') ?? '')
}

/** Reads `namespace SP status-code [SP comment]` (RFC 4975 §9). */
export function parseMsrpStatus(value: string): MsrpStatus | undefined {
  const match = /^(\d{3}) (\d{3})(?: (.*))?$/s.exec(value)
  return match?.[1] === undefined ? undefined : { namespace: match[1], code: Number(match[2]), comment: match[3] }
}
