import { byteRange, fromPath, messageId, msrpHeader, toPath } from '../../protocols/msrp/message.ts'
import type { MsrpHeader, MsrpMessage, MsrpRequest, MsrpResponse } from '../../protocols/msrp/message.ts'
import { buildReport, transactionIdFor, type Paths } from '../../protocols/msrp/requests.ts'

/**
 * A request as a relay sends it on: its own URI, the first of To-Path, becomes the first of From-Path, and the
 * transaction is a new one (RFC 4976 §6.4). Everything else stays as it is.
 */
export function forwarded(request: MsrpRequest): MsrpRequest {
  const [own = '', ...to] = toPath(request)
  return {
    ...request,
    transactionId: transactionIdFor(request.body ?? Buffer.alloc(0)),
    headers: withPaths(request, { to, from: [own, ...fromPath(request)] }),
  }
}

/**
 * The response to a request that was sent on, for whoever sent that request: in its transaction. That to a SEND ends
 * here and comes from the relay (RFC 4975 §7.2), any other goes on along its path.
 */
export function handedBack(response: MsrpResponse, request: MsrpRequest): MsrpResponse {
  const own = toPath(request).slice(0, 1)
  const paths =
    request.method === 'SEND'
      ? { to: fromPath(request).slice(0, 1), from: own }
      : { to: toPath(response).slice(1), from: [...own, ...fromPath(response)] }
  return { ...response, transactionId: request.transactionId, headers: withPaths(response, paths) }
}

/** What a relay tells the sender of a SEND that it took over and could not get through (RFC 4976 §6.4.1). */
export function failureOf(request: MsrpRequest, status: number): MsrpRequest {
  const { start = 1, total = '*' } = byteRange(request) ?? {}
  const range = { start, end: start - 1 + (request.body?.length ?? 0), total }
  const paths = { to: fromPath(request), from: toPath(request).slice(0, 1) }
  return buildReport(paths, { messageId: messageId(request) ?? '', range, status })
}

/** To-Path and From-Path come first (RFC 4975 §7.1). */
function withPaths(message: MsrpMessage, { to, from }: Paths): MsrpHeader[] {
  const others = message.headers.filter(({ name }) => !/^(to|from)-path$/i.test(name))
  return [msrpHeader('To-Path', to.join(' ')), msrpHeader('From-Path', from.join(' ')), ...others]
}
