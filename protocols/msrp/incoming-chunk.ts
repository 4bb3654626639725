import type { WireReference } from '../wire/tap.ts'
import type { ByteRange } from './byte-range.ts'
import {
  byteRange,
  contentType,
  failureReport,
  messageId,
  successReport,
  type ContinuationFlag,
  type FailureReport,
  type MsrpRequest,
  type ParsedMsrp,
} from './message.ts'
import { isAnswered } from './report-rules.ts'

/** A SEND as it came in. It is answered once; until then its sender's transaction timer runs (RFC 4975 §7.1.1). */
export class IncomingChunk {
  readonly request: MsrpRequest
  readonly parsed: ParsedMsrp
  readonly messageId: string
  /** With the end where the octets end, whatever the header says (RFC 4975 §7.3.1); without the header from 1 on. */
  readonly range: ByteRange
  readonly body: Buffer | undefined
  readonly continuation: ContinuationFlag
  readonly contentType: string | undefined
  readonly successReport: boolean
  readonly failureReport: FailureReport
  readonly #answer: (status: number, comment: string | undefined) => WireReference
  #held = false
  #status: number | undefined
  #settled: ((status: number) => void) | undefined

  constructor(parsed: ParsedMsrp, request: MsrpRequest, answer: (status: number, comment?: string) => WireReference) {
    this.request = request
    this.parsed = parsed
    this.messageId = messageId(request) ?? ''
    this.body = request.body
    const stated = byteRange(request)
    const start = stated?.start ?? 1
    this.range = { start, end: start - 1 + (request.body?.length ?? 0), total: stated?.total ?? '*' }
    this.continuation = request.continuation
    this.contentType = contentType(request)
    this.successReport = successReport(request)
    this.failureReport = failureReport(request)
    this.#answer = answer
  }

  /** The status that this chunk was answered with, also where Failure-Report kept the response from being sent. */
  get status(): number | undefined {
    return this.#status
  }

  get held(): boolean {
    return this.#held
  }

  /** Leaves the response to a later {@link respond}; without one the sender never gets any. */
  hold(): void {
    this.#held = true
  }

  /**
   * Decides the outcome, and answers where Failure-Report lets it (RFC 4975 §7.1.4, §7.2). Only the first call counts.
   * Returns the record of the response, or undefined when none was sent.
   */
  respond(status: number, comment?: string): WireReference | undefined {
    if (this.#status !== undefined) return undefined
    this.#status = status
    const sent = isAnswered(this.failureReport, status) ? this.#answer(status, comment) : undefined
    this.#settled?.(status)
    return sent
  }

  /** Called with the status right after the response, or at once when there has been one. */
  whenSettled(action: (status: number) => void): void {
    if (this.#status === undefined) this.#settled = action
    else action(this.#status)
  }
}
