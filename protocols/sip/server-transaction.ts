import type { Clock } from '../clock.ts'
import type { WireReference } from '../wire/tap.ts'
import type { SipRequest, SipResponse } from './message.ts'
import type { ParsedRequest } from './parsed.ts'
import type { TransactionTimers } from './timers.ts'

/** What a server transaction tells the one who answers the request. All of it is optional to hear. */
export interface ServerTransactionUser {
  /** The ACK to a non-2xx final. */
  acknowledged?(received: ParsedRequest): void
  /** A retransmitted request that the transaction dealt with by itself. */
  repeated?(received: ParsedRequest): void
  /** Timer H: no ACK to a non-2xx final. Or a non-INVITE stayed unanswered until its client gave up. */
  timedOut?(): void
  /** The response could not be delivered. */
  failed?(error: Error): void
  terminated?(): void
}

/** What a server transaction does unasked. A peer that misbehaves on purpose switches things off. */
export interface ServerConduct {
  /** Retransmit a non-2xx final response to an INVITE on Timer G. */
  readonly retransmits: boolean
  /** Answer a retransmitted request with the last response. */
  readonly repeatsResponse: boolean
  /** Send 100: to an INVITE after `tryingAfter`, to another request when RFC 4320 §4.1 demands it. */
  readonly sendsTrying: boolean
  /** Give up on Timer H, or when the client must have given up. */
  readonly timesOut: boolean
}

export const lawfulServerConduct: ServerConduct = {
  retransmits: true,
  repeatsResponse: true,
  sendsTrying: true,
  timesOut: true,
}

export interface ServerTransactionOptions {
  readonly request: SipRequest
  readonly send: (octets: Buffer) => WireReference
  readonly clock: Clock
  readonly timers: TransactionTimers
  readonly user?: ServerTransactionUser
  readonly conduct?: Partial<ServerConduct> | undefined
  /**
   * Milliseconds after which an INVITE without any response is answered 100 by the transaction: 200 in
   * RFC 3261 §17.2.1. Undefined: the user sends its own. Has no meaning for other methods.
   */
  readonly tryingAfter?: number | undefined
  /** Called once, when the transaction is over and before its user hears of it: the place to forget it. */
  readonly over?: () => void
}

export type ServerTransactionState = 'trying' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated'

/** Either kind of server transaction. */
export interface ServerTransaction {
  readonly request: SipRequest
  readonly state: ServerTransactionState
  /** May be set until the first event; the handler of a new request does so. */
  user: ServerTransactionUser
  /** What is switched off here only; the rest is lawful. */
  conduct: ServerConduct
  /**
   * Sends a response, in the given octets if any. Returns undefined when nothing was sent because a final response
   * was sent before or the transaction is over. For octets that no transaction may know of, send on the flow.
   * @throws {TransactionError} `forbidden-response` where RFC 4320 forbids the status
   */
  respond(response: SipResponse, octets?: Buffer): WireReference | undefined
  /** A retransmission of the request, or an ACK to it. */
  receive(received: ParsedRequest): void
  /** Starts the wait for the user's first response: called when the user has seen the request. */
  awaitResponse(): void
  transportFailed(error: Error): void
  /** Ends without a word to the user but `terminated`. */
  terminate(): void
}

/** A transaction was asked for what its protocol forbids. */
export class TransactionError extends Error {
  override readonly name = 'TransactionError'
  readonly code: 'forbidden-response' | 'not-a-transaction' | 'no-branch' | 'branch-in-use'
  constructor(code: TransactionError['code'], message: string) {
    super(message)
    this.code = code
  }
}
