import { canonicalHeaderName, headerFields } from './headers.ts'
import type { SipHeader, SipRequest, SipResponse } from './message.ts'
import { parseNameAddress } from './name-address.ts'
import { reasonPhrase } from './reason-phrases.ts'

/** A header field to be sent, written as it stands. An empty name gives a line of its own that is just the value. */
export type HeaderField = readonly [name: string, value: string]

/** What requests and responses are built from alike. */
export interface Content {
  readonly headers?: readonly HeaderField[]
  /** Text is sent as UTF-8. */
  readonly body?: Buffer | string
  /** `computed` (the default) adds Content-Length unless `headers` has one; `omitted` does not. */
  readonly contentLength?: 'computed' | 'omitted'
  /** `SIP/2.0` unless given. */
  readonly version?: string
}

export interface RequestParts extends Content {
  readonly method: string
  readonly requestUri: string
}

export interface ResponseParts extends Content {
  /** The usual phrase of the status unless given. */
  readonly reason?: string
  /** Added to To when the request's To has no tag. */
  readonly toTag?: string
}

/** A header field built here: it has no place in received octets. */
export function header(name: string, value: string): SipHeader {
  return { name, value, start: 0, end: 0 }
}

/** A request of exactly the header fields given, in their order, plus Content-Length. */
export function request(parts: RequestParts): SipRequest {
  const { method, requestUri } = parts
  return { kind: 'request', method, requestUri, ...content([], parts) }
}

const copied: ReadonlySet<string> = new Set(['via', 'from', 'to', 'call-id', 'cseq'])

/**
 * A response to `request`: all Via, From, To, Call-ID and CSeq fields are copied as they are and in their order, and
 * Timestamp too into a 100 (RFC 3261 §8.2.6). The header fields given come after them; one that has the name of a
 * copied field replaces it.
 */
export function response(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const given = new Set((parts.headers ?? []).map(([name]) => canonicalHeaderName(name)))
  const fields = request.headers.filter(({ name }) => {
    const canonical = canonicalHeaderName(name)
    return !given.has(canonical) && (copied.has(canonical) || (status === 100 && canonical === 'timestamp'))
  })
  const { toTag } = parts
  const tagged = toTag === undefined ? fields : fields.map(field => withToTag(field, toTag))
  const reason = parts.reason ?? reasonPhrase(status)
  return { kind: 'response', status, reason, ...content(tagged, parts) }
}

function withToTag(field: SipHeader, tag: string): SipHeader {
  if (canonicalHeaderName(field.name) !== 'to') return field
  if (parseNameAddress(field.value)?.tag !== undefined) return field
  return { ...field, value: `${field.value};tag=${tag}` }
}

function content(fields: readonly SipHeader[], parts: Content) {
  const body = typeof parts.body === 'string' ? Buffer.from(parts.body, 'utf8') : (parts.body ?? Buffer.alloc(0))
  const headers = [...fields.map(({ name, value }) => header(name, value))]
  for (const [name, value] of parts.headers ?? []) headers.push(header(name, value))
  if (parts.contentLength !== 'omitted' && headerFields({ headers }, 'content-length').length === 0)
    headers.push(header('Content-Length', String(body.length)))
  return { version: parts.version ?? 'SIP/2.0', headers, body }
}
