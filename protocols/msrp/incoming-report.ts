import type { ByteRange } from './byte-range.ts'
import { byteRange, messageId, reportStatus, type MsrpRequest, type MsrpStatus, type ParsedMsrp } from './message.ts'

/** A REPORT on a message that this side sent (RFC 4975 §7.1.2). */
export interface IncomingReport {
  readonly request: MsrpRequest
  readonly parsed: ParsedMsrp
  readonly messageId: string | undefined
  readonly range: ByteRange | undefined
  /** Undefined when missing or malformed. */
  readonly status: MsrpStatus | undefined
  /** Whether it tells of success: namespace 000 and a code below 300. */
  readonly success: boolean
}

export function readReport(request: MsrpRequest, parsed: ParsedMsrp): IncomingReport {
  const status = reportStatus(request)
  const success = status?.namespace === '000' && status.code < 300
  return { request, parsed, messageId: messageId(request), range: byteRange(request), status, success }
}
