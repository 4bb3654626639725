import type { CapabilityList } from '../../protocols/ssp/capability-list.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Stimulus } from '../stimulus.ts'
import type { Bound } from '../wait.ts'

/** The waits of the IMPS server peer. */
export interface ImpsBounds {
  /** A request of the IWF that the scenario provokes, e.g. the capability query after an INVITE. */
  readonly asked: Bound
  /** The IWF's answer to a request of ours. */
  readonly answered: Bound
  /** Each step of session set-up. */
  readonly setUpStep: Bound
}

/** Block and grant list as they concern one sender (`simple-iwf` §2). */
export interface AccessLists {
  readonly blockInUse: boolean
  readonly blocked: boolean
  readonly grantInUse: boolean
  readonly granted: boolean
}

/** What the directory holds of one user. */
export interface ImpsUserData {
  /** One capability list per logged-in client. */
  readonly clients?: readonly CapabilityList[]
  readonly online?: boolean
  /** How a user who is not online is told: `error` is detail 533, `list` the remembered list with online="No". */
  readonly offlineForm?: 'error' | 'list'
  /** For every sender, unless {@link ImpsUserData.listsFor} names him. */
  readonly lists?: AccessLists
  /** By sender, as `wv:` address. */
  readonly listsFor?: Readonly<Record<string, AccessLists>>
  /** How a refusal by the lists is told in a combined or capability answer: as BlockStatus, or withheld with 900 and 532. */
  readonly refusalForm?: 'status' | 'withheld'
}

/** What the IWF asks of a user and gets an answer to, which a behaviour can change. */
export type Primitive = 'capability' | 'block' | 'message'

/** A request of the IWF as a script sees it. */
export interface AskedRequest {
  readonly primitive: Primitive | 'report' | 'other'
  readonly transactionId: string
  readonly requester: string | undefined
  readonly targets: readonly string[]
  /** For messages: the id, the sender, and the decoded content. */
  readonly messageId?: string
  readonly sender?: string
  readonly text?: string
  readonly octets?: Buffer
  readonly deliveryReport?: boolean
}

/** A request of ours, and the IWF's answer to it. */
export interface SspRequest extends Stimulus {
  readonly transactionId: string
  /** Status code of the answer (DetailedResult left aside); rejects with `Stalled` when none comes in time. */
  answered(): Promise<{ readonly status: number }>
}

export interface DeliverOptions {
  readonly from: ImpsUser | string
  readonly to: { readonly uri: string } | string
  readonly text?: string
  /** Instead of text. */
  readonly content?: { readonly type: string; readonly octets: Buffer }
  /** How ContentData is written; default base64. */
  readonly encoding?: 'base64' | 'escaped' | 'cdata'
  readonly deliveryReport?: boolean
}

export interface ImpsUser {
  /** `wv:user@domain`. */
  readonly uri: string
  /** The same user as SIP addresses him, `sip:user@domain`. */
  readonly sipUri: string
  readonly data: ImpsUserData
  /** Changes the directory entry from now on. */
  update(data: ImpsUserData): void
  /** How the server answers requests of this kind about or to the user from now on. */
  on(primitive: Primitive, behaviour: Behaviour): void
  /** Takes the user from the directory: he is unknown from then on, and what was to come from him does not. */
  remove(): void
}

/** The part of the IMPS server peer that scripts speak to. */
export interface ImpsScript {
  /**
   * Takes the next request of this kind about (or to) the user; for messages, with this text if given. A `report` is a
   * DeliveryStatusReport about a message of the user.
   */
  asked(primitive: Primitive | 'report', about: ImpsUser, options?: { readonly text?: string }): Promise<AskedRequest>
  /** SendMessageRequest from an IMPS user. */
  deliver(options: DeliverOptions): SspRequest
  /** Capability query about a SIMPLE user. */
  asksCapability(options: { readonly about: string; readonly requester: ImpsUser }): SspRequest
  /** DeliveryStatusReport of the user whom a message of the IWF was for, `after` milliseconds from now. */
  reportsDelivery(of: AskedRequest, options: { readonly status: number; readonly after: number }): Stimulus
  /** Begins session set-up with the IWF; resolves when the session is open. */
  opensSession(): Promise<void>
  /** Resolves when a session that the IWF began is open. */
  sessionOpened(): Promise<void>
}
