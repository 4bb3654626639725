import { parseCSeq } from './cseq.ts'
import { headerValue } from './headers.ts'
import type { SipResponse } from './message.ts'
import { tagOf } from './tag.ts'

/**
 * Remembers the ACK to each 2xx of an INVITE and sends it again for every retransmission of that 2xx, the same octets
 * each time (RFC 3261 §13.2.2.4). The 2xx of a fork differ in their To tag, each has an ACK of its own.
 */
export class AckRepeater {
  readonly #acks = new Map<string, () => void>()

  /** Notes how to send the ACK to this 2xx again. */
  acknowledged(response: SipResponse, sendAgain: () => void): void {
    this.#acks.set(ackKey(response), sendAgain)
  }

  /** Sends the ACK again if this 2xx had one; false when it had none, so that it is new. */
  repeat(response: SipResponse): boolean {
    const sendAgain = this.#acks.get(ackKey(response))
    sendAgain?.()
    return sendAgain !== undefined
  }
}

function ackKey(response: SipResponse): string {
  const number = parseCSeq(headerValue(response, 'cseq') ?? '')?.number ?? ''
  return `${number} ${tagOf(response, 'to') ?? ''}`
}
