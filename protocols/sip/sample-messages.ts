/** Messages that the tests of this folder start from; the product does not use them. */
import { request, response, type HeaderField, type ResponseParts } from './build.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { ParsedRequest, ParsedResponse } from './parsed.ts'
import { serialiseSip } from './serialise.ts'

export interface SampleOptions {
  readonly branch?: string
  readonly sequence?: number
  readonly headers?: readonly HeaderField[]
  readonly via?: string
  readonly callId?: string
  readonly toTag?: string
  readonly fromTag?: string
  readonly requestUri?: string
}

/** A request from Alice at 192.0.2.10 to Bob. */
export function sampleRequest(method: string, options: SampleOptions = {}): SipRequest {
  const { branch = 'z9hG4bKa1b2c3', sequence = 1, callId = '7a1c@192.0.2.10', fromTag = 'f1', toTag } = options
  return request({
    method,
    requestUri: options.requestUri ?? 'sip:bob@imps.example',
    headers: [
      ['Via', options.via ?? `SIP/2.0/UDP 192.0.2.10:5060;branch=${branch}`],
      ['Max-Forwards', '70'],
      ['From', `"Alice" <sip:alice@sip.example>;tag=${fromTag}`],
      ['To', `<sip:bob@imps.example>${toTag === undefined ? '' : `;tag=${toTag}`}`],
      ['Call-ID', callId],
      ['CSeq', `${sequence} ${method}`],
      ['Contact', '<sip:alice@192.0.2.10:5060>'],
      ...(options.headers ?? []),
    ],
  })
}

/** Bob's response, with his tag unless it is a 100. */
export function sampleResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  return response(request, status, status === 100 ? parts : { toTag: 'b1', ...parts })
}

/** As if it had been received. */
export function receivedRequest(message: SipRequest): ParsedRequest {
  return { message, violations: [], octets: serialiseSip(message) }
}

/** As if it had been received. */
export function receivedResponse(message: SipResponse): ParsedResponse {
  return { message, violations: [], octets: serialiseSip(message) }
}
