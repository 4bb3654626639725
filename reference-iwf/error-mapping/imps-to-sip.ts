/**
 * What a SIMPLE user is told when the IMPS domain refuses: IMPS status codes as SIP final responses.
 * Codes of the two worlds that look alike mean different things (410, 505, 600, 603, 604): nothing is ever copied.
 */

export type RefusedMethod = 'INVITE' | 'MESSAGE'

/** Why something was refused, in the vocabulary that both maps share. */
export type Reason =
  | 'unknown'
  | 'blocked'
  | 'not-granted'
  | 'offline'
  | 'incompatible'
  | 'timeout'
  | 'unreachable'
  | 'gateway-fault'
  | 'unsupported'
  | 'forbidden'
  | 'resource'
  | 'rejected'
  | 'address'
  | 'internal'
  | 'temporary'
  | 'expired'
  | 'number'

export interface SipRefusal {
  readonly status: number
  readonly reason: string
}

const refusal = (status: number, reason: string): SipRefusal => ({ status, reason })

const byReason: Readonly<Record<Reason, { readonly INVITE: SipRefusal; readonly MESSAGE: SipRefusal }>> = {
  unknown: same(404, 'Not Found'),
  blocked: same(403, 'Forbidden'),
  'not-granted': same(403, 'Forbidden'),
  offline: same(480, 'Temporarily Unavailable'),
  incompatible: { INVITE: refusal(488, 'Not Acceptable Here'), MESSAGE: refusal(415, 'Unsupported Media Type') },
  // 408 is not for MESSAGE (RFC 4320 §4.2), and 504 is RFC 3261's own word for a silent server behind (§21.5.5).
  timeout: same(504, 'Server Time-out'),
  unreachable: same(504, 'Server Time-out'),
  'gateway-fault': same(500, 'Server Internal Error'),
  unsupported: same(501, 'Not Implemented'),
  forbidden: same(403, 'Forbidden'),
  resource: same(480, 'Temporarily Unavailable'),
  rejected: same(603, 'Decline'),
  address: same(404, 'Not Found'),
  internal: same(500, 'Server Internal Error'),
  // 503 would make upstream elements shun the whole gateway (RFC 3261 §21.5.4, RFC 7247 §7.1).
  temporary: same(480, 'Temporarily Unavailable'),
  expired: same(480, 'Temporarily Unavailable'),
  number: same(484, 'Address Incomplete'),
}

function same(status: number, reason: string): { INVITE: SipRefusal; MESSAGE: SipRefusal } {
  return { INVITE: refusal(status, reason), MESSAGE: refusal(status, reason) }
}

const byCode: Readonly<Record<number, Reason>> = {
  400: 'gateway-fault',
  401: 'gateway-fault',
  // A parameter that the server will not have: of those that the IWF sends, only the address is another's.
  402: 'address',
  403: 'forbidden',
  404: 'unknown',
  405: 'unsupported',
  408: 'timeout',
  409: 'gateway-fault',
  410: 'offline',
  415: 'incompatible',
  427: 'unknown',
  500: 'internal',
  501: 'unsupported',
  503: 'temporary',
  504: 'timeout',
  505: 'gateway-fault',
  506: 'forbidden',
  507: 'resource',
  516: 'unknown',
  531: 'unknown',
  532: 'blocked',
  533: 'offline',
  534: 'not-granted',
  538: 'rejected',
  542: 'expired',
  600: 'unreachable',
  601: 'unreachable',
  604: 'unreachable',
  901: 'address',
  902: 'forbidden',
  903: 'forbidden',
  920: 'number',
}

/** The reason behind an IMPS error code; every code that is not in the table is a fault between the gateways. */
export function reasonOf(code: number): Reason {
  return byCode[code] ?? 'gateway-fault'
}

/** The SIP final response for a reason. */
export function sipRefusal(reason: Reason, method: RefusedMethod): SipRefusal {
  return byReason[reason][method]
}

/** The SIP final response for an IMPS error code. Retry-After is added by the caller, see `retry-after.ts`. */
export function impsToSip(code: number, method: RefusedMethod): SipRefusal {
  return sipRefusal(reasonOf(code), method)
}
