import { parseCSeq } from './cseq.ts'
import { firstHeaderValue, headerValue } from './headers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { tagOf } from './tag.ts'
import { branchCookie, parseVia, type Via } from './via.ts'

/**
 * The key under which a server transaction is found: branch, sent-by and method, ACK counting as INVITE
 * (RFC 3261 §17.2.3). A branch without the magic cookie is no promise of uniqueness: then the fields that RFC 2543
 * went by. Undefined when the request has neither.
 */
export function serverTransactionKey(request: SipRequest, via: Via | undefined): string | undefined {
  const method = request.method === 'ACK' ? 'INVITE' : request.method
  if (via?.branch?.startsWith(branchCookie))
    return `${via.branch} ${via.host.toLowerCase()}:${via.port ?? ''} ${method}`
  const callId = headerValue(request, 'call-id')
  const topVia = firstHeaderValue(request, 'via')
  const cseq = parseCSeq(headerValue(request, 'cseq') ?? '')
  if (callId === undefined || topVia === undefined || !cseq) return undefined
  return [request.requestUri, tagOf(request, 'from') ?? '', callId, cseq.number, topVia, method].join('\n')
}

/**
 * The key of the INVITE that a CANCEL means: the transaction that its own branch would name if it were an INVITE
 * (RFC 3261 §9.2).
 */
export function cancelledTransactionKey(cancel: SipRequest, via: Via | undefined): string | undefined {
  return serverTransactionKey({ ...cancel, method: 'INVITE' }, via)
}

/** The key under which a client transaction is found: branch of the topmost Via and method of CSeq (§17.1.3). */
export function clientTransactionKey(message: SipRequest | SipResponse): string | undefined {
  const branch = parseVia(firstHeaderValue(message, 'via') ?? '')?.branch
  if (branch === undefined) return undefined
  const method = message.kind === 'request' ? message.method : parseCSeq(headerValue(message, 'cseq') ?? '')?.method
  return method === undefined ? undefined : `${branch} ${method}`
}

/**
 * What two requests share when one original was forked and reached this side twice: From tag, Call-ID and CSeq
 * (RFC 3261 §8.2.2.2). Undefined for a request inside a dialog, to which the rule does not apply.
 */
export function mergeKey(request: SipRequest): string | undefined {
  const from = tagOf(request, 'from')
  const callId = headerValue(request, 'call-id')
  const cseq = headerValue(request, 'cseq')
  if (from === undefined || callId === undefined || cseq === undefined) return undefined
  return tagOf(request, 'to') === undefined ? `${from}\n${callId}\n${cseq}` : undefined
}
