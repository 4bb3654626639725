import type { Clock, Timer } from '../clock.ts'
import type { WireReference } from '../wire/tap.ts'
import {
  lawfulClientConduct,
  type ClientConduct,
  type ClientTransaction,
  type ClientTransactionOptions,
  type ClientTransactionState,
  type ClientTransactionUser,
} from './client-transaction.ts'
import type { SipRequest } from './message.ts'
import type { ParsedResponse } from './parsed.ts'
import { Retransmission } from './retransmission.ts'
import type { TransactionTimers } from './timers.ts'

const nothing = Buffer.alloc(0)

/** The client transaction of RFC 3261 §17.1.2, for every method but INVITE and ACK. */
export class NonInviteClientTransaction implements ClientTransaction {
  readonly request: SipRequest
  #octets: Buffer
  readonly #send: (octets: Buffer) => WireReference
  readonly #over: (() => void) | undefined
  readonly #clock: Clock
  readonly #timers: TransactionTimers
  readonly #user: ClientTransactionUser
  readonly #conduct: ClientConduct
  #state: ClientTransactionState = 'idle'
  #retransmission: Retransmission | undefined
  /** F, then K. */
  #timer: Timer | undefined

  constructor(options: ClientTransactionOptions) {
    this.request = options.request
    this.#octets = options.octets
    this.#send = options.send
    this.#over = options.over
    this.#clock = options.clock
    this.#timers = options.timers
    this.#user = options.user
    this.#conduct = options.conduct ? { ...lawfulClientConduct, ...options.conduct } : lawfulClientConduct
  }

  get state(): ClientTransactionState {
    return this.#state
  }

  start(): WireReference {
    if (this.#state !== 'idle') return 0
    this.#state = 'trying'
    const { E, F, T2 } = this.#timers
    if (this.#conduct.timesOut) this.#timer = this.#clock.after(F, () => this.#timedOut())
    if (E !== undefined && this.#conduct.retransmits)
      this.#retransmission = new Retransmission(this.#clock, E, T2, () => void this.#send(this.#octets))
    return this.#send(this.#octets)
  }

  receive(received: ParsedResponse): void {
    switch (this.#state) {
      case 'trying':
      case 'proceeding':
        if (received.message.status < 200) this.#proceed(received)
        else this.#complete(received)
        return
      case 'completed':
        this.#user.repeated?.(received)
        return
      case 'idle':
      case 'calling':
      case 'accepted':
      case 'terminated':
        return
    }
  }

  transportFailed(error: Error): void {
    if (this.#state === 'terminated') return
    const wasOpen = this.#state !== 'completed'
    this.terminate()
    if (wasOpen) this.#user.failed(error)
  }

  terminate(): void {
    if (this.#state === 'terminated') return
    this.#stopTimers()
    this.#state = 'terminated'
    this.#over?.()
    this.#user.terminated?.()
  }

  /** Timer F runs on, and so does E, at T2 from its next firing (RFC 3261 §17.1.2.2). */
  #proceed(received: ParsedResponse): void {
    this.#state = 'proceeding'
    this.#retransmission?.slowDown()
    this.#user.response(received)
  }

  #complete(received: ParsedResponse): void {
    this.#stopTimers()
    this.#state = 'completed'
    this.#octets = nothing
    const { K } = this.#timers
    if (K > 0) this.#timer = this.#clock.after(K, () => this.terminate())
    this.#user.response(received)
    if (K === 0) this.terminate()
  }

  #timedOut(): void {
    this.terminate()
    this.#user.timedOut()
  }

  #stopTimers(): void {
    this.#retransmission?.stop()
    this.#retransmission = undefined
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
