import type { ParsedSip, SipRequest, SipResponse } from './message.ts'

/** A received request, with the octets it came in. */
export type ParsedRequest = ParsedSip & { readonly message: SipRequest }
/** A received response, with the octets it came in. */
export type ParsedResponse = ParsedSip & { readonly message: SipResponse }

export function isRequest(parsed: ParsedSip): parsed is ParsedRequest {
  return parsed.message?.kind === 'request'
}

export function isResponse(parsed: ParsedSip): parsed is ParsedResponse {
  return parsed.message?.kind === 'response'
}
