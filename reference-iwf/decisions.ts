import type { CpimMessage } from '../protocols/cpim/message.ts'
import type { MsrpConnection } from '../protocols/msrp/connection.ts'
import type { MsrpHeader } from '../protocols/msrp/message.ts'
import type { MsrpSession } from '../protocols/msrp/session.ts'
import type { MsrpUri } from '../protocols/msrp/uri.ts'
import type { HeaderField } from '../protocols/sip/build.ts'
import type { IncomingRequest } from '../protocols/sip/transaction-layer.ts'
import type { SdpDescription } from '../protocols/sdp/description.ts'
import { accessOf, type Access, type BlockStatus } from './access-decision.ts'
import { toWv, type Mapped, type SipAddressParts } from './address-mapping.ts'
import { framingFor, promiseFor, type OfferedTypes, type Promised } from './capability/capability-to-sdp.ts'
import { effectiveProfile, limitOf, type ClientProfile, type ReportedClient } from './capability/client-profile.ts'
import { impsToMsrp, type MsrpRefusal } from './error-mapping/imps-to-msrp.ts'
import { impsToSip, type RefusedMethod, type SipRefusal } from './error-mapping/imps-to-sip.ts'
import { msrpToImps, type MsrpOutcome } from './error-mapping/msrp-to-imps.ts'
import { sipToImps } from './error-mapping/sip-to-imps.ts'
import { notificationWanted, type NotificationWanted } from './imdn/wanted.ts'
import type { Answer, CapabilityAnswer, Content, Failure, MessageForSimple } from './imps-domain.ts'
import type { Pair } from './pair.ts'
import type { LiveSession } from './session/live-session.ts'
import { LEAST_INTERVAL } from './session/session-timer.ts'

/** A query without a usable answer: refused with an IMPS code, or failed. */
export type NoAnswer = { readonly kind: 'refused'; readonly code: number } | Failure

/**
 * Every decision of the IWF that a requirement is about, in one place: the rest of the program only carries them out.
 * A wrong IWF is the right one with one of these replaced.
 */
export interface Decisions {
  /** Whom a request addresses: the user of the Request-URI, whatever To says. */
  readonly addressee: (request: { readonly requestUri: string; readonly to: string }) => string
  /** How a SIP user is written on the IMPS side, or why he cannot be. */
  readonly impsAddress: (uri: SipAddressParts & { readonly password?: string }) => Mapped
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
  /** Whether an INVITE without an offer is served (R-04, AMB-29). */
  readonly takesOfferless: () => boolean
  /** Whether a session is accepted although a query found no answer. */
  readonly acceptsDespite: (failure: NoAnswer) => boolean
  /** Whether a combined answer without its block part makes a separate query necessary (AMB-25). */
  readonly asksForMissingBlockPart: () => boolean
  /** Whether the pair may exchange messages. */
  readonly access: (status: BlockStatus) => Access
  /** What the IMPS user takes, made of what is known of all clients (R-08, AMB-21). */
  readonly profile: (clients: readonly ReportedClient[]) => ClientProfile
  /** What the SDP promises. */
  readonly promise: (profile: ClientProfile, defaultMaxSize: number) => Promised
  /** The SIP response for an IMPS error. */
  readonly sipRefusal: (code: number, method: RefusedMethod) => SipRefusal
  /** What a message of a session gets for an IMPS error; undefined: taken in silence. */
  readonly msrpRefusal: (code: number) => MsrpRefusal | undefined
  /** Whether the client takes the type. */
  readonly takesType: (profile: ClientProfile, type: string) => boolean
  /** Whether the client takes so many octets of the type. */
  readonly takesSize: (profile: ClientProfile, type: string, octets: number) => boolean
  /** What of a received CPIM message the IMPS user gets to read: the content without its wrapper. */
  readonly contentOfCpim: (inner: Content, whole: Content) => Content
  /** Whether a message of the IMPS user travels in the session that exists. */
  readonly usesSession: () => boolean
  /** In which sessions, of all there are, it may travel: in those of the pair. */
  readonly sessionsFor: (ofPair: readonly LiveSession[], all: Iterable<LiveSession>) => readonly LiveSession[]
  /** How content is put before a client that takes these types, if at all. */
  readonly framing: (offered: OfferedTypes, type: string) => 'cpim' | 'bare' | 'none'
  /** Whether nothing is sent in a session that is on hold (RFC 3264 §8.4). */
  readonly honoursHold: () => boolean
  /** What the IMPS user is told for a SIP final response. */
  readonly impsOutcome: (status: number) => number
  /** Whether a MESSAGE waits until the one before it to the same user is answered (RFC 3428 §8). */
  readonly sendsOneAtATime: () => boolean
  /** Which of the recipients of a message are served: all. */
  readonly recipientsServed: (messages: readonly MessageForSimple[]) => readonly MessageForSimple[]
  /** Whether every 2xx of a forked INVITE is acknowledged (RFC 3261 §13.2.2.4). */
  readonly acknowledgesForks: () => boolean
  /** Whether a session begun for a message gives way to one that the SIMPLE user begins (AMB-16). */
  readonly givesWay: () => boolean
  /** Whether control traffic, such as composing indications, is a message for the IMPS user: never. */
  readonly deliversControl: () => boolean
  /** Who wrote a MESSAGE: who sent it, whatever its CPIM wrapper says. */
  readonly authorOf: (sender: string, cpimFrom: string | undefined) => string
  /** For how many seconds a MESSAGE is good: as long as its sender says. */
  readonly validityOf: (seconds: number | undefined) => number | undefined
  /** What a 2xx to MESSAGE holds besides what every response does: nothing (RFC 3428 §7). */
  readonly acceptanceOfMessage: () => { readonly headers: readonly HeaderField[]; readonly body: string }
  /** What a retransmitted MESSAGE causes: nothing (RFC 3261 §17.2.2). */
  readonly onRepeatedMessage: (sendAgain: () => void) => void
  /** How a MESSAGE is answered that the IMPS server leaves unanswered; `refuse` is the right way (RFC 4320 §4.2). */
  readonly onUnansweredMessage: (incoming: IncomingRequest, refuse: () => void) => void
  /** Whether a refusal names the types of MESSAGE that are taken (RFC 3261 §21.4.13). */
  readonly namesAcceptedTypes: () => boolean
  /** Whether an extension that a request requires is understood (RFC 3261 §8.2.2.3). */
  readonly understands: (tag: string, extensions: readonly string[]) => boolean
  /** What the author of a CPIM message wants to be notified of (RFC 5438 §6.1, R-33). */
  readonly notificationWanted: (cpim: CpimMessage) => NotificationWanted | undefined
  /** Whether the SIMPLE user is told of a delivery or failure once only. */
  readonly tellsOnce: () => boolean
  /** On whose word a message of the IMPS user counts as delivered: the report's, not the response's. */
  readonly countsAsDelivered: (word: 'response' | 'report') => boolean
  /** When the SIMPLE user is told that a message was delivered: on delivery, not on acceptance. */
  readonly reportsSuccessOn: (event: 'accepted' | 'delivered') => boolean
  /** Whether a BYE frees what the session held. */
  readonly freesSessionOnBye: () => boolean
  /** Whether a CANCEL ends the set-up. */
  readonly cancelEndsSetUp: () => boolean
  /** Whether a request is refused with this status when a check of the UAS demands it (RFC 3261 §8.2, §12.2.2). */
  readonly enforces: (status: number) => boolean
  /** Whether requests of this side follow the route that proxies recorded (RFC 3261 §12.2.1.1). */
  readonly followsRoute: () => boolean
  /** Whether a 2xx is repeated until its ACK comes (RFC 3261 §13.3.1.4). */
  readonly repeatsAcceptance: () => boolean
  /** Whether a session without media is ended. */
  readonly endsWithoutMedia: () => boolean
  /** Whether a session without traffic is ended. */
  readonly endsIdleSessions: () => boolean
  /** Whether the IMPS side hears of a SEND without response. */
  readonly tellsOfSilence: () => boolean
  /** Whether OPTIONS is answered as an INVITE would be (RFC 3261 §11.2). */
  readonly answersOptions: () => boolean
  /** What an answer says of the media: something of every line of the offer (RFC 3264 §6). */
  readonly answeredMedia: (media: SdpDescription['media']) => SdpDescription['media']
  /** Whether a BYE in an early dialog ends the set-up. */
  readonly earlyByeEndsSetUp: () => boolean
  /** Whether Expires ends the set-up. */
  readonly expiresInvites: () => boolean
  /** Whether a long set-up is kept alive by provisional responses (RFC 3261 §13.3.1.1). */
  readonly keepsInviteAlive: () => boolean
  /** Whether provisional responses go reliably to who takes them so (RFC 3262 §3). */
  readonly sendsReliably: () => boolean
  /** The shortest session interval that is agreed to, in seconds (RFC 4028 §5). */
  readonly leastSessionInterval: () => number
  /** Whether an INVITE within a session is refused while another one is open (RFC 3261 §14.2). */
  readonly refusesOverlappingInvites: () => boolean
  /** Whether a session that nobody refreshed is ended (RFC 4028 §10). */
  readonly endsUnrefreshedSessions: () => boolean
  /** Whether messages put the end of an idle session off. */
  readonly trafficKeepsAlive: () => boolean
  /** The session id of a new path, from a source of random ones (RFC 4975 §14.1, R-39). */
  readonly sessionId: (draw: () => string) => string
  /** The path that SENDs take to the SIMPLE user: all of it (RFC 4975 §8.3, R-32). */
  readonly pathTo: (path: readonly MsrpUri[]) => readonly MsrpUri[]
  /** Header fields of SENDs beyond those that MSRP asks for: none. */
  readonly furtherHeaders: () => readonly MsrpHeader[]
  /** Whether the active party opens the connection (RFC 4145 §4.1, R-32). */
  readonly connectsAsActive: () => boolean
  /** Whether a failure REPORT fails the session (RFC 4975 §7.3.2, R-32). */
  readonly mindsFailureReports: () => boolean
  /** Whether the loss of its connection ends a session, and sends its messages another way (RFC 4975 §5.4, R-44). */
  readonly endsWithConnection: () => boolean
  /** The IMPS code for what an MSRP endpoint answered to a SEND (§10.5, R-37). */
  readonly msrpOutcome: (status: number) => MsrpOutcome
  /** The To tag of a response (RFC 3261 §8.2.6.2). */
  readonly toTag: (tag: string) => string | undefined
  /** Whether requests to sips URIs are served (RFC 5630 §5.1.2). */
  readonly takesSips: () => boolean
  /** What a retransmitted INVITE causes: nothing (RFC 3261 §17.2.3). */
  readonly onRepeatedInvite: (askAgain: () => void) => void
  /**
   * What is done with a connection that has not yet said, by a first SEND, which of the waiting sessions it is for:
   * nothing (RFC 4975 §5.4).
   */
  readonly onUnclaimedConnection: (connection: MsrpConnection, waiting: Iterable<MsrpSession>) => void
  /** Whether business transactions wait for the login. */
  readonly waitsForLogin: () => boolean
  /** Whether the identity that a hop asserts is believed (RFC 3325 §8, R-39). */
  readonly trustsHop: (hop: string, trusted: readonly string[]) => boolean
  /** Whether a sender counts only when he is of the domain that sends for him. */
  readonly checksSenderDomain: () => boolean
  /** Whether a request that was taken before is told by its ids, and only answered again. */
  readonly recognisesRepetition: () => boolean
  /** What is said of the length of content: its octets. */
  readonly contentSize: (octets: Buffer) => number
  /** Whether a capability query about a SIMPLE user is answered. */
  readonly answersCapabilityQuery: () => boolean
}

/** What the specification asks for. */
export const correctDecisions: Decisions = {
  addressee: request => request.requestUri,
  impsAddress: toWv,
  requester: pair => pair.simple,
  blockQuestion: pair => ({ sender: pair.simple, recipient: pair.imps }),
  freshCapabilities: (_pair, ask) => ask(),
  awaits: () => true,
  takesOfferless: () => true,
  acceptsDespite: () => false,
  asksForMissingBlockPart: () => true,
  access: accessOf,
  profile: effectiveProfile,
  promise: promiseFor,
  sipRefusal: impsToSip,
  msrpRefusal: impsToMsrp,
  takesType: (profile, type) => limitOf(profile, type) !== 'not-accepted',
  takesSize: (profile, type, octets) => {
    const limit = limitOf(profile, type)
    return typeof limit !== 'number' || octets <= limit
  },
  contentOfCpim: inner => inner,
  usesSession: () => true,
  sessionsFor: ofPair => ofPair,
  framing: framingFor,
  honoursHold: () => true,
  impsOutcome: sipToImps,
  sendsOneAtATime: () => true,
  recipientsServed: messages => messages,
  acknowledgesForks: () => true,
  givesWay: () => true,
  deliversControl: () => false,
  authorOf: sender => sender,
  validityOf: seconds => seconds,
  acceptanceOfMessage: () => ({ headers: [], body: '' }),
  onRepeatedMessage: () => undefined,
  onUnansweredMessage: (_incoming, refuse) => refuse(),
  namesAcceptedTypes: () => true,
  understands: (tag, extensions) => extensions.includes(tag.toLowerCase()),
  notificationWanted,
  tellsOnce: () => true,
  countsAsDelivered: word => word === 'report',
  reportsSuccessOn: event => event === 'delivered',
  freesSessionOnBye: () => true,
  cancelEndsSetUp: () => true,
  enforces: () => true,
  followsRoute: () => true,
  repeatsAcceptance: () => true,
  endsWithoutMedia: () => true,
  endsIdleSessions: () => true,
  tellsOfSilence: () => true,
  answersOptions: () => true,
  answeredMedia: media => media,
  earlyByeEndsSetUp: () => true,
  expiresInvites: () => true,
  keepsInviteAlive: () => true,
  sendsReliably: () => true,
  leastSessionInterval: () => LEAST_INTERVAL,
  refusesOverlappingInvites: () => true,
  endsUnrefreshedSessions: () => true,
  trafficKeepsAlive: () => true,
  sessionId: draw => draw(),
  pathTo: path => path,
  furtherHeaders: () => [],
  connectsAsActive: () => true,
  mindsFailureReports: () => true,
  endsWithConnection: () => true,
  msrpOutcome: msrpToImps,
  toTag: tag => tag,
  takesSips: () => false,
  onRepeatedInvite: () => undefined,
  onUnclaimedConnection: () => undefined,
  waitsForLogin: () => true,
  trustsHop: (hop, trusted) => trusted.includes(hop),
  checksSenderDomain: () => true,
  recognisesRepetition: () => true,
  contentSize: octets => octets.length,
  answersCapabilityQuery: () => true,
}

/** A way of being wrong: the right decisions with one replaced. Files in `defects/` export one as `defect`. */
export type Defect = (correct: Decisions) => Decisions
