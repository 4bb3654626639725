import type { SspRequest } from '../imps/interface.ts'
import type { Bound } from '../wait.ts'

/** The waits of the IWF peer. */
export interface GatewayBounds {
  /** The server's answer to a request of ours. */
  readonly answered: Bound
  /** Each step of session set-up. */
  readonly setUpStep: Bound
  /** A report or a message of the server in consequence of what we sent. */
  readonly effect: Bound
}

/** A SIMPLE user on whose behalf the IWF peer speaks. */
export interface Requester {
  /** `wv:user@domain`. */
  readonly uri: string
}

/** A message of ours. */
export interface SentToServer extends SspRequest {
  readonly messageId: string
}

/** What a query asks for; `both` is the combined form. */
export type Asked = 'capability' | 'block' | 'both'

/** The part of the IWF peer that scripts speak to: an interworking function towards the IMPS server under test. */
export interface GatewayScript {
  /** Begins session set-up; resolves when the session is open. */
  opensSession(): Promise<void>
  /** Forgets all sessions without a word, as after a crash: what comes on them is refused. */
  forgetsSessions(): void
  /** Resolves when a session that the server began is open. */
  sessionOpened(): Promise<void>
  /** A query about users of the server. */
  asks(about: Asked, options: { readonly requester: Requester; readonly targets: readonly string[] }): SspRequest
  /** SendMessageRequest of a SIMPLE user; `requester` is who it says it is made for, the sender unless given. */
  sends(options: {
    readonly from: Requester
    readonly to: string
    readonly text: string
    readonly deliveryReport?: boolean
    readonly requester?: string
  }): SentToServer
  /** A request that no specification has. */
  asksTheUnknown(options: { readonly requester: Requester }): SspRequest
  /** Takes the server's report about a message of ours. */
  reported(message: SentToServer): Promise<{ readonly status: number }>
  /** Takes the server's message to a SIMPLE user with this text; it was answered 200. */
  received(to: Requester, text: string): Promise<void>
}
