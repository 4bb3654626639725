import type { Clock } from '../clock.ts'
import type { WireReference } from '../wire/tap.ts'
import type { SipRequest } from './message.ts'
import type { ParsedResponse } from './parsed.ts'
import type { TransactionTimers } from './timers.ts'

/** What a client transaction tells the one who sent the request (the TU of RFC 3261 §17). */
export interface ClientTransactionUser {
  /** Every 1xx and the final response; for an INVITE every 2xx, repeated ones too (RFC 6026 §7.2). */
  response(received: ParsedResponse): void
  /** Timer B or F: no final response came. The transaction is over. */
  timedOut(): void
  /** The request could not be sent, or its connection broke. The transaction is over. */
  failed(error: Error): void
  /** A repeated final response that the transaction dealt with by itself. */
  repeated?(received: ParsedResponse): void
  terminated?(): void
}

/** What a client transaction does unasked. A peer that misbehaves on purpose switches things off. */
export interface ClientConduct {
  /** Retransmit the request on Timer A or E. */
  readonly retransmits: boolean
  /** Acknowledge a non-2xx final response to an INVITE (RFC 3261 §17.1.1.3). */
  readonly acknowledges: boolean
  /** Give up on Timer B or F. */
  readonly timesOut: boolean
}

export const lawfulClientConduct: ClientConduct = { retransmits: true, acknowledges: true, timesOut: true }

export interface ClientTransactionOptions {
  readonly request: SipRequest
  /** What is sent, and sent again: the request in octets, or any others. */
  readonly octets: Buffer
  readonly send: (octets: Buffer) => WireReference
  readonly clock: Clock
  readonly timers: TransactionTimers
  readonly user: ClientTransactionUser
  readonly conduct?: Partial<ClientConduct> | undefined
  /** Called once, when the transaction is over and before its user hears of it: the place to forget it. */
  readonly over?: () => void
}

export type ClientTransactionState =
  'idle' | 'calling' | 'trying' | 'proceeding' | 'accepted' | 'completed' | 'terminated'

/** Either kind of client transaction. */
export interface ClientTransaction {
  readonly request: SipRequest
  readonly state: ClientTransactionState
  /** Sends the request for the first time. */
  start(): WireReference
  /** A response that matches this transaction arrived. */
  receive(received: ParsedResponse): void
  /** The transport could not deliver: tells the user and ends. */
  transportFailed(error: Error): void
  /** Ends without a word to the user. */
  terminate(): void
}
