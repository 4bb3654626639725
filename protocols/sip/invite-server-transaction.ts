import type { Clock, Timer } from '../clock.ts'
import type { WireReference } from '../wire/tap.ts'
import { response } from './build.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { ParsedRequest } from './parsed.ts'
import { Retransmission } from './retransmission.ts'
import { serialiseSip } from './serialise.ts'
import {
  lawfulServerConduct,
  type ServerConduct,
  type ServerTransaction,
  type ServerTransactionOptions,
  type ServerTransactionState,
  type ServerTransactionUser,
} from './server-transaction.ts'
import type { TransactionTimers } from './timers.ts'

/** The INVITE server transaction of RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1. */
export class InviteServerTransaction implements ServerTransaction {
  readonly request: SipRequest
  user: ServerTransactionUser
  conduct: ServerConduct
  readonly #send: (octets: Buffer) => WireReference
  readonly #over: (() => void) | undefined
  readonly #clock: Clock
  readonly #timers: TransactionTimers
  readonly #tryingAfter: number | undefined
  #state: ServerTransactionState = 'proceeding'
  #last: Buffer | undefined
  #retransmission: Retransmission | undefined
  /** The wait for a first response, then H, I or L: at most one runs at a time. */
  #timer: Timer | undefined

  constructor(options: ServerTransactionOptions) {
    this.request = options.request
    this.user = options.user ?? {}
    this.conduct = options.conduct ? { ...lawfulServerConduct, ...options.conduct } : lawfulServerConduct
    this.#send = options.send
    this.#over = options.over
    this.#clock = options.clock
    this.#timers = options.timers
    this.#tryingAfter = options.tryingAfter
  }

  get state(): ServerTransactionState {
    return this.#state
  }

  awaitResponse(): void {
    if (this.#state !== 'proceeding' || this.#last || this.#timer) return
    if (this.#tryingAfter === undefined || !this.conduct.sendsTrying) return
    if (this.#tryingAfter <= 0) this.#try()
    else this.#timer = this.#clock.after(this.#tryingAfter, () => this.#try())
  }

  respond(answer: SipResponse, octets?: Buffer): WireReference | undefined {
    const { status } = answer
    const mayFollow = this.#state === 'proceeding' || (this.#state === 'accepted' && status >= 200 && status < 300)
    if (!mayFollow) return undefined
    const bytes = octets ?? serialiseSip(answer)
    if (this.#state === 'proceeding') {
      this.#timer?.cancel()
      this.#timer = undefined
      this.#last = bytes
      if (status >= 300) this.#complete(bytes)
      else if (status >= 200) this.#accept()
    }
    return this.#send(bytes)
  }

  receive(received: ParsedRequest): void {
    if (received.message.method === 'ACK') this.#acknowledged(received)
    else this.#repeated(received)
  }

  transportFailed(error: Error): void {
    if (this.#state === 'terminated') return
    this.terminate()
    this.user.failed?.(error)
  }

  terminate(): void {
    if (this.#state === 'terminated') return
    this.#stopTimers()
    this.#state = 'terminated'
    this.#over?.()
    this.user.terminated?.()
  }

  #try(): void {
    this.respond(response(this.request, 100))
  }

  #accept(): void {
    this.#state = 'accepted'
    // From here on only the user repeats its 2xx (RFC 6026 §7.1), so the octets need not be kept.
    this.#last = undefined
    this.#timer = this.#clock.after(this.#timers.L, () => this.terminate())
  }

  #complete(bytes: Buffer): void {
    this.#state = 'completed'
    const { G, H, T2 } = this.#timers
    if (G !== undefined && this.conduct.retransmits)
      this.#retransmission = new Retransmission(this.#clock, G, T2, () => void this.#send(bytes))
    if (this.conduct.timesOut) this.#timer = this.#clock.after(H, () => this.#timedOut())
  }

  #acknowledged(received: ParsedRequest): void {
    if (this.#state !== 'completed') return
    this.#stopTimers()
    this.#state = 'confirmed'
    const { I } = this.#timers
    if (I > 0) this.#timer = this.#clock.after(I, () => this.terminate())
    this.user.acknowledged?.(received)
    if (I === 0) this.terminate()
  }

  #repeated(received: ParsedRequest): void {
    const answers = this.#state === 'proceeding' || this.#state === 'completed'
    if (answers && this.#last && this.conduct.repeatsResponse) this.#send(this.#last)
    this.user.repeated?.(received)
  }

  #timedOut(): void {
    this.terminate()
    this.user.timedOut?.()
  }

  #stopTimers(): void {
    this.#retransmission?.stop()
    this.#retransmission = undefined
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
