import { isUtf8 } from 'node:buffer'
import { parseCpim } from '../../protocols/cpim/parse.ts'
import { cpimContentType, type ParsedCpim } from '../../protocols/cpim/message.ts'
import { essence } from '../../protocols/media-type.ts'
import type { ByteRange } from '../../protocols/msrp/byte-range.ts'
import {
  byteRange,
  contentType,
  failureReport,
  findMsrpHeader,
  fromPath,
  messageId,
  reportStatus,
  successReport,
  toPath,
  type ContinuationFlag,
  type FailureReport,
  type ParsedMsrp,
} from '../../protocols/msrp/message.ts'
import { parseMsrp } from '../../protocols/msrp/parse.ts'
import type { Violation } from '../../protocols/violation.ts'
import type { Decoded } from '../wire-message.ts'
import { offsetIn, shifted } from './octet-ranges.ts'

/** One MSRP message (one chunk of a SEND) as checks read it. Absent text is `''`, absent numbers are 0. */
export class MsrpView {
  readonly parsed: ParsedMsrp
  /** `unreadable`: octets that begin no MSRP message. `other`: a request that is neither SEND nor REPORT. */
  readonly kind: 'SEND' | 'REPORT' | 'response' | 'other' | 'unreadable'
  /** `SEND`, `REPORT`, or as written; `''` for a response. */
  readonly method: string
  /** Of a response its status, of a REPORT the code in its Status header, else 0. */
  readonly status: number
  readonly transactionId: string
  #cpim: ParsedCpim | undefined

  constructor(parsed: ParsedMsrp) {
    this.parsed = parsed
    const { message } = parsed
    this.method = message?.kind === 'request' ? message.method : ''
    this.transactionId = message?.transactionId ?? ''
    if (!message) this.kind = 'unreadable'
    else if (message.kind === 'response') this.kind = 'response'
    else this.kind = message.method === 'SEND' || message.method === 'REPORT' ? message.method : 'other'
    if (message?.kind === 'response') this.status = message.status
    else this.status = (message && this.kind === 'REPORT' ? reportStatus(message)?.code : undefined) ?? 0
  }

  /** URIs as written, leftmost first. */
  get toPath(): readonly string[] {
    return this.parsed.message ? toPath(this.parsed.message) : []
  }

  get fromPath(): readonly string[] {
    return this.parsed.message ? fromPath(this.parsed.message) : []
  }

  get messageId(): string {
    return (this.parsed.message && messageId(this.parsed.message)) ?? ''
  }

  header(name: string): string | undefined {
    return this.parsed.message && findMsrpHeader(this.parsed.message, name)?.value
  }

  /** Content-Type as written, `''` when there is none. */
  get contentType(): string {
    return (this.parsed.message && contentType(this.parsed.message)) ?? ''
  }

  /** Undefined where there is none, which is not the same as one of zero octets. */
  get body(): Buffer | undefined {
    return this.parsed.message?.body
  }

  get range(): ByteRange | undefined {
    return this.parsed.message && byteRange(this.parsed.message)
  }

  get continuation(): ContinuationFlag | undefined {
    return this.parsed.message?.continuation
  }

  get successReport(): boolean {
    return this.parsed.message !== undefined && successReport(this.parsed.message)
  }

  /** What was asked for, or what holds when nothing was. */
  get failureReport(): FailureReport {
    return this.parsed.message ? failureReport(this.parsed.message) : 'yes'
  }

  /** Whether a SEND carries the beginning of its message. */
  get beginsMessage(): boolean {
    return this.kind === 'SEND' && (this.range?.start ?? 1) === 1
  }

  /** The CPIM wrapper of a message that begins here; see `readers/msrp.ts` for one in several chunks. */
  get cpim(): ParsedCpim | undefined {
    if (this.body === undefined || essence(this.contentType) !== 'message/cpim' || !this.beginsMessage) return undefined
    return (this.#cpim ??= parseCpim(this.body))
  }

  /** Type of the content itself, without CPIM wrapper. */
  get innerType(): string {
    return essence(this.cpim ? cpimContentType(this.cpim.message) : this.contentType)
  }

  /** The content itself, without CPIM wrapper. */
  get content(): Buffer {
    return this.cpim?.message.content ?? this.body ?? Buffer.alloc(0)
  }

  /** {@link MsrpView.content} as text, `''` when it is not UTF-8. */
  get text(): string {
    const { content } = this
    return isUtf8(content) ? content.toString('utf8') : ''
  }
}

export function decodeMsrp(octets: Buffer): Decoded<MsrpView> {
  const parsed = parseMsrp(octets)
  const view = new MsrpView(parsed)
  return { view, violations: () => [...parsed.violations, ...wrapperViolations(view)] }
}

/** Of a wrapper that lies within this one chunk; ranges count from the start of the MSRP message. */
function wrapperViolations(view: MsrpView): Violation[] {
  const whole = view.continuation === '$' && view.beginsMessage
  if (!whole || !view.cpim) return []
  return shifted(view.cpim.violations, offsetIn(view.parsed.octets, view.cpim.octets))
}
