import { request, type HeaderField } from './build.ts'
import { parseCSeq } from './cseq.ts'
import { firstHeaderValue, headerFields, headerValue } from './headers.ts'
import type { SipRequest, SipResponse } from './message.ts'

/**
 * The ACK with which an INVITE transaction answers a 3xx–6xx (RFC 3261 §17.1.1.3): Request-URI, Call-ID, From, Route
 * and CSeq number of the INVITE, its topmost Via alone, and To as the response has it.
 */
export function nonSuccessAck(invite: SipRequest, response: SipResponse): SipRequest {
  return hopRequest(invite, 'ACK', headerValue(response, 'to') ?? headerValue(invite, 'to') ?? '')
}

/**
 * The CANCEL of a request (RFC 3261 §9.1): the same fields as the ACK above, with To as the request had it. It goes the
 * way the request went, and not before a provisional response has come.
 */
export function cancelOf(request: SipRequest): SipRequest {
  return hopRequest(request, 'CANCEL', headerValue(request, 'to') ?? '')
}

/** Both go to the next hop only, and are answered by it or by nobody: they share the branch of the original. */
function hopRequest(original: SipRequest, method: string, to: string): SipRequest {
  const number = parseCSeq(headerValue(original, 'cseq') ?? '')?.number ?? 1
  const headers: HeaderField[] = [
    ['Via', firstHeaderValue(original, 'via') ?? ''],
    ['Max-Forwards', '70'],
    ...headerFields(original, 'route').map(({ name, value }): HeaderField => [name, value]),
    ['From', headerValue(original, 'from') ?? ''],
    ['To', to],
    ['Call-ID', headerValue(original, 'call-id') ?? ''],
    ['CSeq', `${number} ${method}`],
  ]
  return request({ method, requestUri: original.requestUri, headers })
}
