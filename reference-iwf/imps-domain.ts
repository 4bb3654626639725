import type { BlockStatus } from './access-decision.ts'
import type { ReportedClient } from './capability/client-profile.ts'

/** What came of a request to the IMPS domain. */
export type Answer<T> =
  | { readonly kind: 'result'; readonly result: T }
  /** The server answered with an error; `code` is already that of the addressed user where the answer details it. */
  | { readonly kind: 'refused'; readonly code: number; readonly tryAgainTimeout?: number }
  | Failure

export type Failure =
  /** No answer in time. */
  | { readonly kind: 'silent' }
  /** The server cannot be reached, or there is no session with it. */
  | { readonly kind: 'unreachable' }
  /** The answer makes no sense. */
  | { readonly kind: 'garbled' }
  /** No server is configured for the domain. */
  | { readonly kind: 'no-route' }

export interface CapabilityAnswer {
  readonly clients: readonly ReportedClient[]
  /** Present where the combined form was asked for and understood. */
  readonly block?: BlockStatus
}

/** A message for an IMPS user. */
export interface MessageForImps {
  readonly messageId: string
  readonly sender: string
  readonly recipient: string
  readonly content: Content
  /** ISO 8601. */
  readonly dateTime: string
  /** Seconds. */
  readonly validity?: number
  readonly deliveryReport: boolean
}

export interface Content {
  /** Media type with parameters. */
  readonly type: string
  readonly octets: Buffer
}

/** A message from an IMPS user, for one SIMPLE user. */
export interface MessageForSimple {
  readonly messageId: string
  readonly sender: string
  readonly recipient: string
  readonly content: Content
  readonly dateTime: string | undefined
  /** Seconds. */
  readonly validity: number | undefined
  readonly deliveryReport: boolean
}

/** The IMPS domain as the rest of the IWF sees it. All waits end: at `within` milliseconds at the latest. */
export interface ImpsDomain {
  capabilities(query: {
    readonly requester: string
    readonly target: string
    readonly withBlockStatus: boolean
    /** What was learnt before does not count. */
    readonly anew?: boolean
    readonly within: number
  }): Promise<Answer<CapabilityAnswer>>
  /** Undefined where the answer does not name the pair. */
  blockStatus(query: {
    readonly requester: string
    readonly sender: string
    readonly recipient: string
    readonly within: number
  }): Promise<Answer<BlockStatus | undefined>>
  send(message: MessageForImps, within: number): Promise<Answer<void>>
  /** Tells the author what became of a message; lost where the server cannot be reached. */
  report(message: MessageForSimple, code: number): void
  /** Is there a server for the domain of this user? */
  serves(user: string): boolean
}
