import type { WireReference } from '../wire/tap.ts'
import type { IncomingChunk } from './incoming-chunk.ts'
import type { FailureReport } from './message.ts'
import { isFailureReported } from './report-rules.ts'
import type { ReportFields } from './requests.ts'

/** A whole message, put together from its chunks. */
export class IncomingMessage {
  readonly messageId: string
  readonly contentType: string
  readonly body: Buffer
  readonly successReport: boolean
  readonly failureReport: FailureReport
  /** Whether a message with this Message-ID was complete before on this session (RFC 4975 §5.4). */
  readonly duplicate: boolean
  /** The chunk that completed it. */
  readonly last: IncomingChunk
  readonly #report: (fields: ReportFields) => WireReference | undefined

  constructor(
    last: IncomingChunk,
    body: Buffer,
    duplicate: boolean,
    report: (fields: ReportFields) => WireReference | undefined,
  ) {
    this.last = last
    this.messageId = last.messageId
    this.contentType = last.contentType ?? ''
    this.body = body
    this.successReport = last.successReport
    this.failureReport = last.failureReport
    this.duplicate = duplicate
    this.#report = report
  }

  /** Leaves the response to the last chunk to a later {@link respond}; otherwise it is 200 when the callback returns. */
  hold(): void {
    this.last.hold()
  }

  /** Answers the last chunk as Failure-Report allows; see {@link IncomingChunk.respond}. */
  respond(status: number, comment?: string): WireReference | undefined {
    return this.last.respond(status, comment)
  }

  /**
   * Sends a REPORT on the whole message if its sender asked for it: success only with Success-Report `yes`, failure
   * unless Failure-Report is `no` (RFC 4975 §7.1.3, §7.1.4). Returns its record, or undefined when none was sent.
   */
  report(status: number, comment?: string): WireReference | undefined {
    const due = status < 300 ? this.successReport : isFailureReported(this.failureReport)
    if (!due) return undefined
    const { length } = this.body
    const range = { start: 1, end: length, total: length }
    return this.#report({ messageId: this.messageId, range, status, comment })
  }
}
