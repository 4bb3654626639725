import { header } from './build.ts'
import { canonicalHeaderName } from './headers.ts'
import type { SipHeader, SipMessage } from './message.ts'

/** The message with the first field of that name given another value, or with the field at its end when it has none. */
export function withHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const wanted = canonicalHeaderName(name)
  const index = message.headers.findIndex(field => canonicalHeaderName(field.name) === wanted)
  const written = message.headers[index]?.name ?? name
  return { ...message, headers: replaceAt(message.headers, index, header(written, value)) }
}

function replaceAt(headers: readonly SipHeader[], index: number, field: SipHeader): SipHeader[] {
  return index < 0 ? [...headers, field] : headers.with(index, field)
}

/** The message with a field put before all others of that name, as a hop does with Via and Route. */
export function withFirstHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const wanted = canonicalHeaderName(name)
  const index = message.headers.findIndex(field => canonicalHeaderName(field.name) === wanted)
  return { ...message, headers: message.headers.toSpliced(Math.max(0, index), 0, header(name, value)) }
}

/** The message without any field of that name. */
export function withoutHeader<M extends SipMessage>(message: M, name: string): M {
  const unwanted = canonicalHeaderName(name)
  return { ...message, headers: message.headers.filter(field => canonicalHeaderName(field.name) !== unwanted) }
}

/** The message with another body and the Content-Length that belongs to it. Text is sent as UTF-8. */
export function withBody<M extends SipMessage>(message: M, body: Buffer | string): M {
  const octets = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  return withHeader({ ...message, body: octets }, 'Content-Length', String(octets.length))
}
