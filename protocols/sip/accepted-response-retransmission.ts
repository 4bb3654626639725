import type { Clock, Timer } from '../clock.ts'
import { Retransmission } from './retransmission.ts'
import type { SipTimers } from './timers.ts'

export interface AcceptedResponseRetransmissionOptions {
  readonly clock: Clock
  readonly timers: SipTimers
  /** Sends the 2xx once more. */
  readonly resend: () => void
  /** No ACK came within 64·T1: the session should be ended with BYE (RFC 3261 §13.3.1.4). */
  readonly unacknowledged: () => void
}

/**
 * Repeats a 2xx to an INVITE until its ACK comes: at T1, then at intervals that double up to T2, on every transport,
 * since a proxy may carry it on over an unreliable one (RFC 3261 §13.3.1.4). Starts when made, right after the first
 * sending.
 */
export class AcceptedResponseRetransmission {
  readonly #retransmission: Retransmission
  readonly #end: Timer

  constructor({ clock, timers, resend, unacknowledged }: AcceptedResponseRetransmissionOptions) {
    this.#retransmission = new Retransmission(clock, timers.T1, timers.T2, resend)
    this.#end = clock.after(64 * timers.T1, () => {
      this.stop()
      unacknowledged()
    })
  }

  /** The ACK came, or the dialog is over. */
  stop(): void {
    this.#retransmission.stop()
    this.#end.cancel()
  }
}
