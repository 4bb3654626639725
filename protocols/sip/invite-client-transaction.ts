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
import { nonSuccessAck } from './hop-request.ts'
import type { ParsedResponse } from './parsed.ts'
import { Retransmission } from './retransmission.ts'
import { serialiseSip } from './serialise.ts'
import type { TransactionTimers } from './timers.ts'

const nothing = Buffer.alloc(0)

/** The INVITE client transaction of RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2. */
export class InviteClientTransaction implements ClientTransaction {
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
  /** B, D or M: at most one runs at a time. */
  #timer: Timer | undefined
  #ack: Buffer | undefined

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
    this.#state = 'calling'
    const { A, B } = this.#timers
    if (this.#conduct.timesOut) this.#timer = this.#clock.after(B, () => this.#timedOut())
    if (A !== undefined && this.#conduct.retransmits)
      this.#retransmission = new Retransmission(this.#clock, A, Infinity, () => void this.#send(this.#octets))
    return this.#send(this.#octets)
  }

  receive(received: ParsedResponse): void {
    const { status } = received.message
    switch (this.#state) {
      case 'calling':
      case 'proceeding':
        this.#stopTimers()
        if (status < 200) this.#state = 'proceeding'
        else if (status < 300) this.#accept()
        else this.#complete(received)
        this.#user.response(received)
        if (status >= 300 && this.#timers.D === 0) this.terminate()
        return
      case 'accepted':
        if (status >= 200 && status < 300) this.#user.response(received)
        return
      case 'completed':
        if (status < 300) return
        this.#acknowledge()
        this.#user.repeated?.(received)
        return
      case 'idle':
      case 'trying':
      case 'terminated':
        return
    }
  }

  transportFailed(error: Error): void {
    if (this.#state === 'terminated') return
    const wasOpen = this.#state !== 'accepted' && this.#state !== 'completed'
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

  #accept(): void {
    this.#state = 'accepted'
    this.#octets = nothing
    this.#timer = this.#clock.after(this.#timers.M, () => this.terminate())
  }

  #complete(received: ParsedResponse): void {
    this.#state = 'completed'
    this.#ack = serialiseSip(nonSuccessAck(this.request, received.message))
    this.#acknowledge()
    if (this.#timers.D > 0) this.#timer = this.#clock.after(this.#timers.D, () => this.terminate())
  }

  #acknowledge(): void {
    if (this.#conduct.acknowledges && this.#ack) this.#send(this.#ack)
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
