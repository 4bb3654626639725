import type { CapabilityList } from '../../protocols/ssp/capability-list.ts'
import type { Stimulus } from '../stimulus.ts'
import type { Bound } from '../wait.ts'
import type { AnswerBehaviour } from './answer-behaviour.ts'
import type { SetUpConduct } from './set-up-conduct.ts'

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
  /** `left-out`: a combined query is answered as by a server that knows the query but not the flag (AMB-25). */
  readonly blockPart?: 'left-out'
  /** The user shows the sender nothing of his presence, which says nothing of messages. */
  readonly presence?: 'withheld'
  /** Others whom a talkative server names as blocked, in the same answer, though nobody asked about them. */
  readonly alsoBlocks?: readonly string[]
  /** How answers about this user travel; as the server's answers do unless said. */
  readonly answersIn?: 'post' | 'response'
  /** What becomes of a message whose type no client takes: `taken` all the same (default), or `refused` with 415. */
  readonly unfitMessages?: 'taken' | 'refused'
}

/** Octets posted to the IWF in the place of a document. */
export interface PostedDocument extends Stimulus {
  /** What HTTP answers: a status, or that the connection was ended without one. */
  acknowledged(): Promise<number | 'closed'>
  /** The IWF's answer under a transaction id of the document; rejects with `Stalled` when none comes in time. */
  answered(transactionId: string): Promise<{ readonly status: number }>
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
  /** Its HTTP response came, or never will: whatever is sent now comes after it. */
  taken(): Promise<void>
  /** Status code of the answer (DetailedResult left aside); rejects with `Stalled` when none comes in time. */
  answered(): Promise<{ readonly status: number }>
  /** Sends the same once more: same octets, same ids, as a server does that believes the first lost. */
  repeat(): SspRequest
}

/** A delivery report of ours. */
export interface SspReport extends Stimulus {
  /** Sends the same once more. Only after it was sent. */
  repeat(): Stimulus
}

export interface DeliverOptions {
  readonly from: ImpsUser | string
  readonly to: Recipient | readonly Recipient[]
  readonly text?: string
  /** Instead of text. */
  readonly content?: { readonly type: string; readonly octets: Buffer }
  /** How ContentData is written; default base64. */
  readonly encoding?: 'base64' | 'escaped' | 'cdata'
  readonly deliveryReport?: boolean
  /** On whose behalf, when that is somebody else than the sender: `wv:user@domain`. */
  readonly requester?: string
  /** Instead of a new one: the id of an earlier message. */
  readonly messageId?: string
  /** How long the answer may take; that of the peer unless given. */
  readonly within?: Bound
}

/** A SIMPLE user, or an address as it is to be written. */
export type Recipient = { readonly uri: string } | string

export interface ImpsUser {
  /** `wv:user@domain`. */
  readonly uri: string
  /** The same user as SIP addresses him, `sip:user@domain`. */
  readonly sipUri: string
  readonly data: ImpsUserData
  /** Changes the directory entry from now on. */
  update(data: ImpsUserData): void
  /** How the server answers requests of this kind about or to the user from now on. */
  on(primitive: Primitive, behaviour: AnswerBehaviour): void
  /** Takes the user from the directory: he is unknown from then on, and what was to come from him does not. */
  remove(): void
}

/** The part of the IMPS server peer that scripts speak to. */
export interface ImpsScript {
  /**
   * Takes the next request of this kind about (or to) the user; for messages, with this text if given. A `report` is a
   * DeliveryStatusReport about a message of the user.
   */
  asked(
    primitive: Primitive | 'report',
    about: ImpsUser,
    options?: { readonly text?: string; readonly within?: Bound },
  ): Promise<AskedRequest>
  /** SendMessageRequest from an IMPS user. */
  deliver(options: DeliverOptions): SspRequest
  /** Capability query about a SIMPLE user. */
  asksCapability(options: { readonly about: string; readonly requester: ImpsUser }): SspRequest
  /** DeliveryStatusReport of the user whom a message of the IWF was for, `after` milliseconds from now. */
  reportsDelivery(of: AskedRequest, options: { readonly status: number; readonly after: number }): SspReport
  /** Begins session set-up with the IWF; resolves when the session is open. */
  opensSession(): Promise<void>
  /** Begins session set-up that the IWF may refuse; resolves to whether the session was opened. */
  triesSession(): Promise<boolean>
  /** Resolves when a session that the IWF began is open. */
  sessionOpened(): Promise<void>
  /** How the server sets sessions up from now on; nothing: as it should be. */
  setsUp(conduct: SetUpConduct | undefined): void
  /** From now on the server takes whatever is asked of it, and answers nothing. */
  fallsSilent(): void
  /** Resolves when a session has lapsed for want of traffic (conduct `lapses`): the server has forgotten it. */
  sessionLapsed(): Promise<void>
  /** Ends the server and starts it again at the same address: it has forgotten all sessions. */
  restarts(): Promise<void>
  /**
   * Posts octets in the place of a document, on the session that is open or on a new one; `compose` gets the server's
   * session id and a transaction id that occurs nowhere else.
   */
  posts(
    compose: (place: { readonly sessionId: string; readonly transactionId: string }) => Buffer | string,
    options?: { readonly contentType?: string },
  ): PostedDocument & { readonly transactionId: string }
}
