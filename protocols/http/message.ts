import type { Violation } from '../violation.ts'

/** One header field as it stood on the wire. Order, case of names, and duplicates are kept. */
export interface HttpHeader {
  readonly name: string
  /** The value without surrounding white space (RFC 9112 §5). */
  readonly value: string
  /** Octet range of the whole field, without its line end, within the message; zero-width when built by us. */
  readonly start: number
  readonly end: number
}

interface HttpMessageParts {
  /** As written, e.g. `HTTP/1.1`. */
  readonly version: string
  readonly headers: readonly HttpHeader[]
  /** The content, with chunked coding removed. */
  readonly body: Buffer
  /** Octet range of the body as transferred, chunk framing included, within the message. */
  readonly bodyStart: number
  readonly bodyEnd: number
}

export interface HttpRequest extends HttpMessageParts {
  readonly kind: 'request'
  readonly method: string
  readonly target: string
}

export interface HttpResponse extends HttpMessageParts {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
}

export type HttpMessage = HttpRequest | HttpResponse

/** What a parser makes of the octets of one message: never nothing, never a repair. */
export interface ParsedHttp {
  /** Undefined only when not even a start line could be told from the octets. */
  readonly message: HttpMessage | undefined
  readonly violations: readonly Violation[]
  /** The octets that were parsed. */
  readonly octets: Buffer
}

/** The value of the first field of that name, compared without case. */
export function headerValue(message: HttpMessage, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return message.headers.find(header => header.name.toLowerCase() === wanted)?.value
}

/** The elements of a comma-separated field over all its lines, lower-cased (RFC 9110 §5.6.1). */
export function headerTokens(message: Pick<HttpMessage, 'headers'>, name: string): string[] {
  const wanted = name.toLowerCase()
  return message.headers
    .filter(header => header.name.toLowerCase() === wanted)
    .flatMap(header => header.value.split(','))
    .map(token => token.trim().toLowerCase())
    .filter(token => token !== '')
}

/** Whether the connection stays open after this message (RFC 9112 §9.3). */
export function keepsConnection(message: HttpMessage): boolean {
  const options = headerTokens(message, 'connection')
  if (options.includes('close')) return false
  return message.version === 'HTTP/1.1' || options.includes('keep-alive')
}

/** Whether the sender waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1). */
export function expectsContinue(request: HttpRequest): boolean {
  return request.version !== 'HTTP/1.0' && headerTokens(request, 'expect').includes('100-continue')
}
