import type { HttpHeader, HttpMessage, HttpRequest, HttpResponse } from './message.ts'

/** Name and value pairs, written in this order and with this spelling. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  200: 'OK',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

const noBody = Buffer.alloc(0)
const built = (headers: HeaderList): HttpHeader[] => headers.map(([name, value]) => ({ name, value, start: 0, end: 0 }))
const names = (headers: HeaderList, name: string) => headers.some(([given]) => given.toLowerCase() === name)

export interface RequestParts {
  readonly method: string
  readonly target: string
  /** Written as the first field, unless `headers` hold one. */
  readonly host: string
  readonly headers?: HeaderList
  readonly body?: Buffer
}

/** An HTTP/1.1 request with Host and Content-Length, unless `headers` already hold them or a transfer coding. */
export function httpRequest(parts: RequestParts): HttpRequest {
  const { method, target, host, headers = [], body = noBody } = parts
  const delimited = names(headers, 'content-length') || names(headers, 'transfer-encoding')
  return {
    kind: 'request',
    method,
    target,
    version: 'HTTP/1.1',
    headers: built([
      ...(names(headers, 'host') ? [] : ([['Host', host]] as const)),
      ...headers,
      ...(delimited ? [] : ([['Content-Length', String(body.length)]] as const)),
    ]),
    body,
    bodyStart: 0,
    bodyEnd: 0,
  }
}

export interface ResponseParts {
  readonly status: number
  readonly reason?: string
  readonly headers?: HeaderList
  readonly body?: Buffer
}

/** An HTTP/1.1 response with Content-Length, unless `headers` already delimit the body or the status has none. */
export function httpResponse(parts: ResponseParts): HttpResponse {
  const { status, reason = reasons[status] ?? '', headers = [], body = noBody } = parts
  const bodiless = status < 200 || status === 204 || status === 304
  const delimited = bodiless || names(headers, 'content-length') || names(headers, 'transfer-encoding')
  return {
    kind: 'response',
    status,
    reason,
    version: 'HTTP/1.1',
    headers: built([...headers, ...(delimited ? [] : ([['Content-Length', String(body.length)]] as const))]),
    body,
    bodyStart: 0,
    bodyEnd: 0,
  }
}

/**
 * The octets of a message: start line, fields in their order and spelling, body as it is. Nothing is added or checked,
 * so that wrong messages can be sent on purpose; a body under chunked coding is written as one chunk.
 */
export function serialiseHttp(message: HttpMessage): Buffer {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.target} ${message.version}`
      : `${message.version} ${message.status} ${message.reason}`
  const lines = message.headers.map(header => `${header.name}: ${header.value}`)
  const head = Buffer.from([start, ...lines, '', ''].join('\r\n'), 'latin1')
  const chunked = message.headers.some(
    header => header.name.toLowerCase() === 'transfer-encoding' && /chunked\s*$/i.test(header.value),
  )
  return Buffer.concat(chunked ? [head, ...inOneChunk(message.body)] : [head, message.body])
}

function inOneChunk(body: Buffer): Buffer[] {
  const last = Buffer.from('0\r\n\r\n')
  return body.length === 0 ? [last] : [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n'), last]
}
