import type { Clock, Timer } from '../clock.ts'
import type { WireReference } from '../wire/tap.ts'
import { response } from './build.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { ParsedRequest } from './parsed.ts'
import { serialiseSip } from './serialise.ts'
import {
  lawfulServerConduct,
  TransactionError,
  type ServerConduct,
  type ServerTransaction,
  type ServerTransactionOptions,
  type ServerTransactionState,
  type ServerTransactionUser,
} from './server-transaction.ts'
import type { TransactionTimers } from './timers.ts'

/** The server transaction of RFC 3261 §17.2.2, with the rules of RFC 4320 on 100 and 408. */
export class NonInviteServerTransaction implements ServerTransaction {
  readonly request: SipRequest
  user: ServerTransactionUser
  conduct: ServerConduct
  readonly #send: (octets: Buffer) => WireReference
  readonly #over: (() => void) | undefined
  readonly #clock: Clock
  readonly #timers: TransactionTimers
  readonly #arrived: number
  #state: ServerTransactionState = 'trying'
  #last: Buffer | undefined
  /** The wait for a response, then J: at most one runs at a time. */
  #timer: Timer | undefined

  constructor(options: ServerTransactionOptions) {
    this.request = options.request
    this.user = options.user ?? {}
    this.conduct = options.conduct ? { ...lawfulServerConduct, ...options.conduct } : lawfulServerConduct
    this.#send = options.send
    this.#over = options.over
    this.#clock = options.clock
    this.#timers = options.timers
    this.#arrived = options.clock.now()
  }

  get state(): ServerTransactionState {
    return this.#state
  }

  awaitResponse(): void {
    if (this.#state !== 'trying' || this.#timer) return
    const { lateTrying } = this.#timers
    if (this.conduct.sendsTrying) this.#timer = this.#clock.after(this.#left(lateTrying), () => this.#tryLate())
    else this.#awaitClientsEnd()
  }

  respond(answer: SipResponse, octets?: Buffer): WireReference | undefined {
    if (this.#state !== 'trying' && this.#state !== 'proceeding') return undefined
    const { status } = answer
    this.#refuseForbidden(status)
    const bytes = octets ?? serialiseSip(answer)
    this.#last = bytes
    if (status >= 200) return this.#complete(bytes)
    this.#state = 'proceeding'
    this.#timer?.cancel()
    this.#awaitClientsEnd()
    return this.#send(bytes)
  }

  receive(received: ParsedRequest): void {
    const answers = this.#state === 'proceeding' || this.#state === 'completed'
    if (answers && this.#last && this.conduct.repeatsResponse) this.#send(this.#last)
    this.user.repeated?.(received)
  }

  transportFailed(error: Error): void {
    if (this.#state === 'terminated') return
    this.terminate()
    this.user.failed?.(error)
  }

  terminate(): void {
    if (this.#state === 'terminated') return
    this.#timer?.cancel()
    this.#timer = undefined
    this.#state = 'terminated'
    this.#over?.()
    this.user.terminated?.()
  }

  #complete(bytes: Buffer): WireReference {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#state = 'completed'
    const reference = this.#send(bytes)
    const { J } = this.#timers
    if (J > 0) this.#timer = this.#clock.after(J, () => this.terminate())
    else this.terminate()
    return reference
  }

  #refuseForbidden(status: number): void {
    if (status === 408)
      throw new TransactionError(
        'forbidden-response',
        `a ${this.request.method} must not be answered 408 (RFC 4320 §4.2): answer 504 or 480, or stay silent`,
      )
    if (status < 200 && status !== 100)
      throw new TransactionError(
        'forbidden-response',
        `a ${this.request.method} must not be answered ${status} (RFC 4320 §4.1): the only provisional is 100`,
      )
    const early = this.#clock.now() - this.#arrived < this.#timers.lateTrying
    if (status === 100 && this.#timers.E !== undefined && early)
      throw new TransactionError(
        'forbidden-response',
        `100 to ${this.request.method} over UDP must wait ${this.#timers.lateTrying} ms (RFC 4320 §4.1)`,
      )
  }

  /** The system's timers may fire a fraction of a millisecond early, when a 100 is still forbidden. */
  #tryLate(): void {
    const left = this.#left(this.#timers.lateTrying)
    if (left > 0) this.#timer = this.#clock.after(left, () => this.#tryLate())
    else this.respond(response(this.request, 100))
  }

  /** After Timer F of the client no response can be of use (RFC 4320 §4.2), so the transaction is given up. */
  #awaitClientsEnd(): void {
    this.#timer = this.conduct.timesOut
      ? this.#clock.after(this.#left(this.#timers.F), () => this.#timedOut())
      : undefined
  }

  #left(period: number): number {
    return Math.max(0, this.#arrived + period - this.#clock.now())
  }

  #timedOut(): void {
    this.terminate()
    this.user.timedOut?.()
  }
}
