import type { MsrpConnection } from '../protocols/msrp/connection.ts'
import type { MsrpSession } from '../protocols/msrp/session.ts'
import { accessOf, type Access, type BlockStatus } from './access-decision.ts'
import { promiseFor, type Promised } from './capability/capability-to-sdp.ts'
import { limitOf, type ClientProfile } from './capability/client-profile.ts'
import { impsToSip, type RefusedMethod, type SipRefusal } from './error-mapping/imps-to-sip.ts'
import type { Answer, CapabilityAnswer, Content, Failure } from './imps-domain.ts'
import type { Pair } from './pair.ts'

/** A query without a usable answer: refused with an IMPS code, or failed. */
export type NoAnswer = { readonly kind: 'refused'; readonly code: number } | Failure

/**
 * Every decision of the IWF that a requirement is about, in one place: the rest of the program only carries them out.
 * A wrong IWF is the right one with one of these replaced.
 */
export interface Decisions {
  /** Whom a request addresses: the user of the Request-URI, whatever To says. */
  readonly addressee: (request: { readonly requestUri: string; readonly to: string }) => string
  /** On whose behalf the IMPS domain is asked: the SIMPLE user's. */
  readonly requester: (pair: Pair) => string
  /** Between whom the block status is asked: may the SIMPLE user write to the IMPS user? */
  readonly blockQuestion: (pair: Pair) => { readonly sender: string; readonly recipient: string }
  /** Whether capabilities are asked for anew: always (R-01, AMB-02). */
  readonly freshCapabilities: (
    pair: Pair,
    ask: () => Promise<Answer<CapabilityAnswer>>,
  ) => Promise<Answer<CapabilityAnswer>>
  /** Which answers must be in before an INVITE is accepted: both. */
  readonly awaits: (query: 'capability' | 'block') => boolean
  /** Whether a session is accepted although a query found no answer. */
  readonly acceptsDespite: (failure: NoAnswer) => boolean
  /** Whether the pair may exchange messages. */
  readonly access: (status: BlockStatus) => Access
  /** What the SDP promises. */
  readonly promise: (profile: ClientProfile, defaultMaxSize: number) => Promised
  /** The SIP response for an IMPS error. */
  readonly sipRefusal: (code: number, method: RefusedMethod) => SipRefusal
  /** Whether the client takes the type. */
  readonly takesType: (profile: ClientProfile, type: string) => boolean
  /** Whether the client takes so many octets of the type. */
  readonly takesSize: (profile: ClientProfile, type: string, octets: number) => boolean
  /** What of a received CPIM message the IMPS user gets to read: the content without its wrapper. */
  readonly contentOfCpim: (inner: Content, whole: Content) => Content
  /** Whether a message of the IMPS user travels in the session that exists. */
  readonly usesSession: () => boolean
  /** When the SIMPLE user is told that a message was delivered: on delivery, not on acceptance. */
  readonly reportsSuccessOn: (event: 'accepted' | 'delivered') => boolean
  /** Whether a BYE frees what the session held. */
  readonly freesSessionOnBye: () => boolean
  /** Whether a CANCEL ends the set-up. */
  readonly cancelEndsSetUp: () => boolean
  /** The To tag of a response (RFC 3261 §8.2.6.2). */
  readonly toTag: (tag: string) => string | undefined
  /** What a retransmitted INVITE causes: nothing (RFC 3261 §17.2.3). */
  readonly onRepeatedInvite: (askAgain: () => void) => void
  /**
   * What is done with a connection that has not yet said, by a first SEND, which of the waiting sessions it is for:
   * nothing (RFC 4975 §5.4).
   */
  readonly onUnclaimedConnection: (connection: MsrpConnection, waiting: Iterable<MsrpSession>) => void
  /** Whether business transactions wait for the login. */
  readonly waitsForLogin: () => boolean
  /** Whether a capability query about a SIMPLE user is answered. */
  readonly answersCapabilityQuery: () => boolean
}

/** What the specification asks for. */
export const correctDecisions: Decisions = {
  addressee: request => request.requestUri,
  requester: pair => pair.simple,
  blockQuestion: pair => ({ sender: pair.simple, recipient: pair.imps }),
  freshCapabilities: (_pair, ask) => ask(),
  awaits: () => true,
  acceptsDespite: () => false,
  access: accessOf,
  promise: promiseFor,
  sipRefusal: impsToSip,
  takesType: (profile, type) => limitOf(profile, type) !== 'not-accepted',
  takesSize: (profile, type, octets) => {
    const limit = limitOf(profile, type)
    return typeof limit !== 'number' || octets <= limit
  },
  contentOfCpim: inner => inner,
  usesSession: () => true,
  reportsSuccessOn: event => event === 'delivered',
  freesSessionOnBye: () => true,
  cancelEndsSetUp: () => true,
  toTag: tag => tag,
  onRepeatedInvite: () => undefined,
  onUnclaimedConnection: () => undefined,
  waitsForLogin: () => true,
  answersCapabilityQuery: () => true,
}

/** A way of being wrong: the right decisions with one replaced. Files in `defects/` export one as `defect`. */
export type Defect = (correct: Decisions) => Decisions
