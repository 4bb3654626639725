import type { Decisions } from '../decisions.ts'

/** Takes the outcome of a message, as a delivery report of the IMPS domain tells it. */
export type ReportSink = (code: number) => void

/** Messages whose reports are waited for at most; the oldest is forgotten for a new one. */
const MOST = 10_000
const FORWARDED = 541

/**
 * Messages of SIMPLE users whose fate the IMPS domain may still report. The first final report counts; repeated ones,
 * and those about unknown messages, are acknowledged by the caller and have no effect.
 */
export class DeliveryReports {
  readonly #decisions: Pick<Decisions, 'tellsOnce'>
  readonly #sinks = new Map<string, ReportSink>()

  constructor(decisions: Pick<Decisions, 'tellsOnce'>) {
    this.#decisions = decisions
  }

  expect(messageId: string, sink: ReportSink): void {
    if (this.#sinks.size >= MOST) {
      const [oldest] = this.#sinks.keys()
      if (oldest !== undefined) this.#sinks.delete(oldest)
    }
    this.#sinks.set(messageId, sink)
  }

  forget(messageId: string): void {
    this.#sinks.delete(messageId)
  }

  /** A report came. Forwarded (541) and anything provisional are not the end of the message. */
  received(messageId: string, code: number): void {
    if (code < 200 || code === FORWARDED) return
    const sink = this.#sinks.get(messageId)
    if (this.#decisions.tellsOnce()) this.#sinks.delete(messageId)
    sink?.(code)
  }
}
