import type { Clock, Timer } from '../../protocols/clock.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { parseCSeq } from '../../protocols/sip/cseq.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { Retransmission } from '../../protocols/sip/retransmission.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'

/** Option tag of reliable provisional responses (RFC 3262 §3). */
export const RELIABLE = '100rel'

/** Whether the caller understands reliable provisional responses, or even insists on them. */
export const takesReliable = (invite: SipRequest): boolean =>
  [...headerValues(invite, 'supported'), ...headerValues(invite, 'require')].some(tag => tag.toLowerCase() === RELIABLE)

export interface ReliableProvisionalsOptions {
  readonly clock: Clock
  readonly timers: SipTimers
  readonly invite: SipRequest
  /** No PRACK came within 64·T1: the INVITE is to be refused with 5xx. */
  readonly unacknowledged: () => void
}

/**
 * The reliable provisional responses to one INVITE, one at a time: each is repeated at T1, doubling, until its PRACK
 * comes (RFC 3262 §3).
 */
export class ReliableProvisionals {
  readonly #options: ReliableProvisionalsOptions
  /** Not 0, and with room to grow (RFC 3262 §3). */
  #sequence = 1 + Math.floor(Math.random() * 2 ** 30)
  #repetition: Retransmission | undefined
  #patience: Timer | undefined
  #acknowledged: (() => void) | undefined

  constructor(options: ReliableProvisionalsOptions) {
    this.#options = options
  }

  /** Whether a response waits for its PRACK: no other may follow before. */
  get pending(): boolean {
    return this.#repetition !== undefined
  }

  /** The fields that the next response has beyond those of any other. */
  next(): readonly HeaderField[] {
    this.#sequence++
    return [
      ['Require', RELIABLE],
      ['RSeq', String(this.#sequence)],
    ]
  }

  /** The response with the fields of {@link next} went out; `again` sends it once more. */
  sent(again: () => void): void {
    const { clock, timers, unacknowledged } = this.#options
    const longest = 64 * timers.T1
    this.#repetition = new Retransmission(clock, timers.T1, longest, again)
    this.#patience = clock.after(longest, () => {
      // What waited for the PRACK is not to happen any more.
      this.#acknowledged = undefined
      this.stop()
      unacknowledged()
    })
  }

  /** Whether a PRACK belongs to the response that waits for one; then it waits no longer. */
  acknowledge(prack: SipRequest): boolean {
    const [sequence, ...cseq] = (headerValue(prack, 'rack') ?? '').trim().split(/\s+/)
    const invite = parseCSeq(headerValue(this.#options.invite, 'cseq') ?? '')
    const meant = cseq.join(' ') === `${invite?.number ?? ''} INVITE`
    if (!this.pending || !meant || Number(sequence) !== this.#sequence) return false
    this.stop()
    return true
  }

  /** Does something as soon as no response waits for a PRACK. */
  whenAcknowledged(action: () => void): void {
    if (this.pending) this.#acknowledged = action
    else action()
  }

  /** Nothing is repeated any more: a PRACK came, or a final response has taken over. */
  stop(): void {
    this.#repetition?.stop()
    this.#repetition = undefined
    this.#patience?.cancel()
    const waiting = this.#acknowledged
    this.#acknowledged = undefined
    waiting?.()
  }
}
