import { reasonOf } from './imps-to-sip.ts'

/** What happens on the MSRP session when the IMPS domain refuses one of its messages. */
export interface MsrpRefusal {
  /** Code of a transaction response. RFC 4975 §10.4 keeps 408 for relays, so it is never among these. */
  readonly response: number
  /** Status of a failure REPORT. */
  readonly report: number
  /** The session has lost its point: it should be ended, with this SIP code as the cause. */
  readonly endWith?: number
}

const NOT_ALLOWED: MsrpRefusal = { response: 403, report: 403 }
const BAD: MsrpRefusal = { response: 400, report: 400 }
/** Nothing wrong with the message: it could not be handed on just now. */
const LATER: MsrpRefusal = { response: 413, report: 408 }
const GONE: MsrpRefusal = { response: 403, report: 403, endWith: 404 }

const byCode: Readonly<Record<number, MsrpRefusal>> = {
  400: BAD,
  401: NOT_ALLOWED,
  402: BAD,
  403: NOT_ALLOWED,
  404: GONE,
  405: NOT_ALLOWED,
  409: NOT_ALLOWED,
  415: { response: 415, report: 415 },
  427: NOT_ALLOWED,
  432: { response: 413, report: 413 },
  501: NOT_ALLOWED,
  505: NOT_ALLOWED,
  506: NOT_ALLOWED,
  507: { response: 413, report: 413 },
  516: GONE,
  531: GONE,
  532: NOT_ALLOWED,
  534: NOT_ALLOWED,
  538: NOT_ALLOWED,
  543: NOT_ALLOWED,
  901: NOT_ALLOWED,
  902: NOT_ALLOWED,
  903: NOT_ALLOWED,
  920: NOT_ALLOWED,
}

/** The MSRP side of an IMPS error code about a message of a session. */
export function impsToMsrp(code: number): MsrpRefusal {
  const listed = byCode[code]
  if (listed) return listed
  switch (reasonOf(code)) {
    case 'offline':
    case 'timeout':
    case 'unreachable':
    case 'internal':
    case 'temporary':
    case 'expired':
      return LATER
    default:
      return BAD
  }
}

/** No answer in time, or no way to the server. */
export const undeliverable: MsrpRefusal = LATER
