import { deferred } from '../deferred.ts'
import type { WireReference } from '../wire/tap.ts'
import { abortingChunk, chunks, type Chunk, type ChunkSizes } from './chunker.ts'
import type { MsrpConnection, TransactionResult } from './connection.ts'
import { newMessageId } from './identifiers.ts'
import type { FailureReport, MsrpHeader, MsrpResponse } from './message.ts'
import { isTimed } from './report-rules.ts'
import { buildSend, type Paths } from './requests.ts'
import type { IncomingReport } from './incoming-report.ts'
import { serialiseMsrp } from './serialise.ts'

export interface SendOptions {
  readonly contentType: string
  readonly body: Buffer | string
  /** Default: a new one. */
  readonly messageId?: string | undefined
  /** Default: not asked for (RFC 4975 §7.1.1). */
  readonly successReport?: boolean | undefined
  /** Default: `yes` (RFC 4975 §7.1.1). */
  readonly failureReport?: FailureReport | undefined
  /** Further header fields, before Content-Type. */
  readonly headers?: readonly MsrpHeader[] | undefined
  /** Default: 2048 octets each. */
  readonly chunkSizes?: ChunkSizes
  /** Writes `*` as total. */
  readonly totalUnknown?: boolean | undefined
  /** Most chunks that may be unanswered at a time, so that a refusal can stop the rest; default 16. */
  readonly window?: number | undefined
  /** Sees each transaction response, also those that come when the outcome is settled. */
  readonly onResponse?: ((response: MsrpResponse) => void) | undefined
  /** Sees each REPORT on this message for as long as the session lives. */
  readonly onReport?: ((report: IncomingReport) => void) | undefined
}

/** What became of a message as far as transactions tell; REPORTs may follow. */
export type SendOutcome =
  /** Each chunk was answered 200. */
  | { readonly kind: 'accepted' }
  /** A chunk was answered by an error, or a failure REPORT came first; the rest was given up. */
  | { readonly kind: 'rejected'; readonly status: number; readonly comment: string | undefined }
  /** A chunk had no response within the transaction time (RFC 4975 §7.1.1). */
  | { readonly kind: 'timeout' }
  /** Written out; nothing is awaited, since Failure-Report is `no` or `partial`. */
  | { readonly kind: 'unacknowledged' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'connection-lost' }

const defaultWindow = 16

/** A message on its way out. */
export class OutgoingMessage {
  readonly messageId: string
  /** The record of the first octet; undefined when nothing was ever sent. */
  readonly sent: Promise<WireReference | undefined>
  /** Always settles, never rejects. */
  readonly outcome: Promise<SendOutcome>
  readonly options: SendOptions | undefined
  readonly #body: Buffer
  readonly #chunks: Generator<Chunk, void>
  readonly #sent = deferred<WireReference | undefined>()
  readonly #outcome = deferred<SendOutcome>()
  readonly #transactionTimer: number
  #octetsSent = 0
  #begun = false
  #stopping = false
  #finished = false
  #settled = false
  #unanswered = 0
  /** Set while the window is closed: called when a response opens it. */
  #wake: (() => void) | undefined

  /** `options` undefined makes the bodiless SEND that binds a connection (RFC 4975 §5.4). */
  constructor(options: SendOptions | undefined, transactionTimer: number) {
    this.options = options
    this.messageId = options?.messageId ?? newMessageId()
    this.sent = this.#sent.promise
    this.outcome = this.#outcome.promise
    this.#transactionTimer = transactionTimer
    this.#body = typeof options?.body === 'string' ? Buffer.from(options.body) : (options?.body ?? Buffer.alloc(0))
    this.#chunks = chunks(this.#body, { sizes: options?.chunkSizes, totalUnknown: options?.totalUnknown })
  }

  /** Whether nothing more will be written. */
  get finished(): boolean {
    return this.#finished
  }

  /** Stops sending, unless all is sent; if chunks went out and more would have followed, one flagged `#` tells the receiver. */
  abort(): void {
    if (!this.#finished) this.#stop({ kind: 'aborted' })
  }

  /** A failure REPORT came: what is left of the message is given up (RFC 4975 §7.3.2). */
  refuse(status: number, comment: string | undefined): void {
    this.#stop({ kind: 'rejected', status, comment })
  }

  /** The session ended before the message did. */
  lose(): void {
    this.#finished = true
    this.#sent.resolve(undefined)
    this.#settle({ kind: 'connection-lost' })
  }

  /**
   * Writes the next chunk and returns its number of octets, or 0 when the window is closed or nothing is left; `wake`
   * is called when the former ends.
   */
  sendNext(connection: MsrpConnection, paths: Paths, flushed: () => void, wake: () => void): number {
    if (this.#finished) return 0
    if (!this.#stopping && this.#unanswered >= (this.options?.window ?? defaultWindow)) {
      this.#wake = wake
      return 0
    }
    const chunk = this.#nextChunk()
    if (!chunk) return 0
    const { options, messageId } = this
    const fields = { ...options, messageId }
    const content = options && { contentType: options.contentType, body: chunk.body }
    const request = buildSend(paths, fields, chunk.range, content, chunk.continuation)
    const octets = serialiseMsrp(request)
    this.#await(connection, request.transactionId)
    const reference = connection.write(octets, flushed)
    this.#octetsSent += chunk.body.length
    if (chunk.continuation !== '+') this.#finished = true
    if (!this.#begun) this.#sent.resolve(reference)
    this.#begun = true
    this.#settleIfDone()
    return octets.length
  }

  #nextChunk(): Chunk | undefined {
    if (!this.#stopping) {
      const next = this.#chunks.next()
      return next.done ? undefined : next.value
    }
    return abortingChunk(this.#octetsSent, this.options?.totalUnknown ? '*' : this.#body.length)
  }

  #await(connection: MsrpConnection, transactionId: string): void {
    const failureReport = this.options?.failureReport ?? 'yes'
    if (failureReport === 'no') return
    const timed = isTimed(failureReport)
    if (timed) this.#unanswered++
    connection.expect(transactionId, this.#transactionTimer, result => {
      if (timed) this.#unanswered--
      this.#hear(result, timed)
    })
  }

  #hear(result: TransactionResult, timed: boolean): void {
    if (result.kind === 'response') {
      const { response } = result
      this.options?.onResponse?.(response)
      if (response.status >= 300) this.#stop({ kind: 'rejected', status: response.status, comment: response.comment })
    } else if (timed) this.#stop({ kind: result.kind === 'expired' ? 'timeout' : 'connection-lost' })
    this.#settleIfDone()
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #stop(outcome: SendOutcome): void {
    this.#settle(outcome)
    if (this.#finished || this.#stopping) return
    this.#stopping = true
    // Of a message that was not begun nothing need be said.
    if (!this.#begun) {
      this.#finished = true
      this.#sent.resolve(undefined)
    }
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  #settleIfDone(): void {
    if (!this.#finished || this.#stopping) return
    if (!isTimed(this.options?.failureReport ?? 'yes')) this.#settle({ kind: 'unacknowledged' })
    else if (this.#unanswered === 0) this.#settle({ kind: 'accepted' })
  }

  #settle(outcome: SendOutcome): void {
    if (this.#settled) return
    this.#settled = true
    this.#outcome.resolve(outcome)
  }
}
