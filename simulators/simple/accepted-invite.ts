import type { Clock } from '../../protocols/clock.ts'
import { AcceptedResponseRetransmission } from '../../protocols/sip/accepted-response-retransmission.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { ServerTransaction } from '../../protocols/sip/server-transaction.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'

export interface AcceptedInviteOptions {
  readonly clock: Clock
  readonly timers: SipTimers
  readonly transaction: ServerTransaction
  readonly ok: SipResponse
  /** No ACK came within 64·T1. */
  readonly unacknowledged: () => void
}

/** An INVITE of the IWF, first or later, that was accepted: its 2xx is repeated until the ACK comes (RFC 3261 §13.3.1.4). */
export class AcceptedInvite {
  readonly sent: WireReference
  readonly #repetition: AcceptedResponseRetransmission

  constructor({ clock, timers, transaction, ok, unacknowledged }: AcceptedInviteOptions) {
    const octets = serialiseSip(ok)
    this.sent = transaction.respond(ok, octets) ?? 0
    const resend = () => void transaction.respond(ok, octets)
    this.#repetition = new AcceptedResponseRetransmission({ clock, timers, resend, unacknowledged })
  }

  /** The ACK came, or the call is over. */
  stop(): void {
    this.#repetition.stop()
  }
}
