import type { Clock } from '../../protocols/clock.ts'
import { isCpimDateTime } from '../../protocols/cpim/header-values.ts'
import { buildCpim } from '../../protocols/cpim/build.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import { imdnHeaders } from '../../protocols/imdn/request.ts'
import { essence } from '../../protocols/media-type.ts'
import type { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import { newMessageId } from '../../protocols/msrp/identifiers.ts'
import type { IncomingReport } from '../../protocols/msrp/incoming-report.ts'
import { MsrpError } from '../../protocols/msrp/msrp-error.ts'
import type { SendOutcome } from '../../protocols/msrp/outgoing-message.ts'
import { buildSend } from '../../protocols/msrp/requests.ts'
import type { MsrpSession, SessionEnd } from '../../protocols/msrp/session.ts'
import { connectingParty } from '../../protocols/sdp/offer-answer.ts'
import type { Promised } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import { msrpToImps, unanswered, type MsrpOutcome } from '../error-mapping/msrp-to-imps.ts'
import type { Timers } from '../configuration.ts'
import type { Decisions } from '../decisions.ts'
import type { ImpsDomain, MessageForSimple } from '../imps-domain.ts'
import type { Notifications } from '../imdn/notifications.ts'
import type { Pair } from '../pair.ts'
import { withCharset } from '../pager/pager-message.ts'
import type { MsrpRelay } from '../relay/msrp-relay.ts'
import type { RelayedSession } from '../relay/relayed-session.ts'
import { typesOf, type LocalMedia, type MediaListener, type RemoteMedia } from './negotiation.ts'
import type { MessageForwarding } from './message-forwarding.ts'

/** What the media of a session tell the session. */
export interface MediaUser {
  /** The connection is bound: the session is in use. */
  bound(): void
  /** Something was sent or received. */
  traffic(): void
  /** The other side refused a type with 415: it is not to be sent again. */
  refusedType(type: string): void
  /** The MSRP session has failed (RFC 4975 §5.4, §7.3.2). */
  failed(because: string): void
  /** The IMPS user is gone; a SIP status as the cause. */
  gone(cause: number): void
}

export interface MediaParts {
  readonly local: LocalMedia
  readonly profile: ClientProfile
  readonly promised: Promised
  readonly pair: Pair
  /** The users as the SIP side writes them. */
  readonly addresses: { readonly imps: string; readonly simple: string }
}

/** Makes the media of sessions. */
export interface OpenMedia {
  /** Where MSRP is listened for. */
  readonly listener: MediaListener
  open(parts: MediaParts): SessionMedia
}

export interface MediaContext {
  readonly msrp: MsrpEndpoint
  /** The relay before it, where it has one. */
  readonly relay: MsrpRelay | undefined
  readonly listener: MediaListener
  readonly imps: ImpsDomain
  readonly forwarding: MessageForwarding
  readonly clock: Clock
  readonly timers: Pick<Timers, 'T1'>
  readonly decisions: Decisions
  /** Where disposition notifications are spoken. */
  readonly notifications: Notifications | undefined
  /** Sessions that wait for their connection, the oldest first. */
  readonly unbound: Set<MsrpSession>
}

const TOO_LARGE = 413
const UNSUPPORTED_TYPE = 415

/** The MSRP half of a session: its connection, and the messages in both directions. */
export class SessionMedia {
  readonly #context: MediaContext
  readonly #parts: MediaParts
  /** Settles when the other side's media are known. */
  readonly #ready: Deferred<void> = deferred()
  /** What the IMPS user takes, and what was promised of it. */
  #limits: Pick<MediaParts, 'profile' | 'promised' | 'pair'>
  #local: LocalMedia
  #remote: RemoteMedia | undefined
  #msrp: MsrpSession
  /** What becomes of the message that was sent last. */
  #last: ReportFate | undefined
  /** What the relay knows of the session. */
  #relayed: RelayedSession | undefined
  #user: MediaUser | undefined
  #closed = false

  constructor(parts: MediaParts, context: MediaContext) {
    this.#parts = parts
    this.#context = context
    this.#limits = parts
    this.#local = parts.local
    this.#msrp = this.#openSession()
  }

  get listener(): MediaListener {
    return this.#context.listener
  }

  get promised(): Promised {
    return this.#limits.promised
  }

  /** From now on the IMPS user takes no more than this. */
  limitTo(profile: ClientProfile, promised: Promised): void {
    this.#limits = { ...this.#limits, profile, promised }
  }

  watch(user: MediaUser): void {
    this.#user = user
  }

  /** The other side's media are known and agreed on: the active party connects (RFC 6135 §4.2). */
  begin(remote: RemoteMedia): void {
    this.#remote = remote
    this.#setRemotePath(remote)
    this.#ready.resolve()
    this.#connectIfActive()
  }

  /** Offer and answer in the session changed something; a new path of the other side means a new MSRP session. */
  renegotiated(local: LocalMedia, remote: RemoteMedia, samePath: boolean): void {
    this.#local = local
    this.#remote = remote
    if (samePath) return
    const before = this.#msrp
    this.#msrp = this.#openSession()
    this.#setRemotePath(remote)
    before.close()
    this.#connectIfActive()
  }

  /** Sends a message of the IMPS user, as soon as the session is bound, and says what became of it. */
  async send(message: MessageForSimple): Promise<MsrpOutcome> {
    await this.#ready.promise
    const remote = this.#remote
    if (!remote || this.#closed) return { end: 'elsewhere', otherwise: unanswered }
    const { imps, notifications, decisions } = this.#context
    const fate = new ReportFate(message, imps, decisions, () => this.#user?.failed('failure report'))
    this.#last = fate
    const asked = message.deliveryReport ? notifications?.expect(code => fate.notified(code)) : undefined
    const framed = this.#frame(message, remote, asked)
    if (!framed) return msrpToImps(UNSUPPORTED_TYPE)
    const { maxSize } = remote.media
    if (maxSize !== undefined && framed.body.length > maxSize) return msrpToImps(TOO_LARGE)
    const outcome = await this.#sendUntilDecided(framed, message.deliveryReport, fate)
    return this.#conclude(outcome, message, fate)
  }

  /** Settles when the last message was reported on, or after so many milliseconds. */
  reported(within: number): Promise<void> {
    const told = this.#last?.told.promise ?? Promise.resolve()
    const deadline = deferred<void>()
    const timer = this.#context.clock.after(within, () => deadline.resolve())
    return Promise.race([told, deadline.promise]).finally(() => timer.cancel())
  }

  /** Sends a notification without waiting for what becomes of it; false where the session is over. */
  notify(notification: Buffer): boolean {
    if (this.#closed || this.#msrp.closed) return false
    this.#user?.traffic()
    this.#msrp.send({ contentType: 'message/cpim', body: notification })
    return true
  }

  /** The other side has ended the session. What a relay took over before that is dealt with first; else it is over now. */
  leave(over: () => void): void {
    this.#relayed?.stopReporting()
    if (this.#relayed) void this.#relayed.drained().then(over)
    else over()
  }

  close(): void {
    this.#closed = true
    this.#ready.resolve()
    this.#msrp.close()
  }

  /** A message that was under way when the session moved to a new path keeps its Message-ID there (RFC 4975 §5.4). */
  async #sendUntilDecided(
    framed: { readonly contentType: string; readonly body: Buffer },
    successReport: boolean,
    fate: ReportFate,
  ): Promise<SendOutcome> {
    const messageId = newMessageId()
    const headers = this.#context.decisions.furtherHeaders()
    for (;;) {
      const msrp = this.#msrp
      if (msrp.closed) return { kind: 'connection-lost' }
      this.#user?.traffic()
      const onReport = (report: IncomingReport) => fate.reported(report)
      const sending = msrp.send({ ...framed, messageId, successReport, onReport, headers })
      const outcome = await sending.outcome
      if (outcome.kind !== 'connection-lost' || this.#msrp === msrp) return outcome
    }
  }

  #conclude(outcome: SendOutcome, message: MessageForSimple, fate: ReportFate): MsrpOutcome {
    switch (outcome.kind) {
      case 'accepted':
      case 'unacknowledged':
        fate.accepted()
        return { end: 'status', code: 200 }
      case 'rejected':
        if (outcome.status === UNSUPPORTED_TYPE) this.#user?.refusedType(essence(message.content.type))
        return this.#context.decisions.msrpOutcome(outcome.status)
      case 'timeout':
        return { end: 'status', code: this.#context.decisions.tellsOfSilence() ? unanswered : 200 }
      case 'aborted':
      case 'connection-lost':
        if (!this.#context.decisions.endsWithConnection()) return { end: 'status', code: 200 }
        return { end: 'elsewhere', otherwise: unanswered }
    }
  }

  /** In a CPIM wrapper wherever it may be; `asked` is the Message-ID of a request for delivery notifications. */
  #frame(
    message: MessageForSimple,
    remote: RemoteMedia,
    asked: string | undefined,
  ): { contentType: string; body: Buffer } | undefined {
    const contentType = withCharset(message.content.type)
    const framing = this.#context.decisions.framing(typesOf(remote), contentType)
    if (framing === 'none') return undefined
    if (framing === 'bare') return { contentType, body: message.content.octets }
    const { imps, simple } = this.#parts.addresses
    const { dateTime } = message
    const cpim = buildCpim({
      from: { uri: imps },
      to: { uri: simple },
      dateTime: dateTime !== undefined && isCpimDateTime(dateTime) ? dateTime : new Date().toISOString(),
      ...(asked === undefined ? {} : { headers: imdnHeaders(asked, ['positive-delivery', 'negative-delivery']) }),
      contentType,
      content: message.content.octets,
    })
    return { contentType: 'message/cpim', body: serialiseCpim(cpim) }
  }

  #openSession(): MsrpSession {
    const { msrp, relay, forwarding, unbound } = this.#context
    const session: MsrpSession = msrp.createSession(
      { localUri: this.#local.path, successReports: 'manual' },
      {
        bound: () => {
          unbound.delete(session)
          this.#user?.bound()
        },
        chunk: chunk => {
          this.#user?.traffic()
          forwarding.checkChunk(chunk, this.#limits)
        },
        message: message => forwarding.forward(message, this.#limits, cause => this.#gone(cause)),
        closed: how => {
          unbound.delete(session)
          relayed?.end()
          this.#lost(session, how)
        },
      },
    )
    const { path, relay: uri } = this.#local
    const relayed = uri && relay?.serve(uri, path, how => session.connectionLost(how))
    this.#relayed = relayed
    unbound.add(session)
    return session
  }

  /** Behind a relay its URI comes first, and it is the relay that meets the other side (RFC 4976 §5.2). */
  #setRemotePath({ media }: RemoteMedia): void {
    const path = this.#context.decisions.pathTo(media.path)
    const relayed = this.#relayed
    if (relayed) {
      const { fingerprint } = this.#context.listener
      relayed.expectPeer(media.fingerprints ?? [])
      this.#msrp.setRemotePath([relayed.relay, ...path], fingerprint === undefined ? [] : [fingerprint])
    } else this.#msrp.setRemotePath(path, media.fingerprints)
  }

  /** A relay reports what it had taken over. BYE goes another way, and is not to overtake the REPORT (RFC 4975 §7.1.2). */
  #gone(cause: number): void {
    const { clock, timers } = this.#context
    const tell = () => this.#user?.gone(cause)
    if (this.#relayed) void this.#relayed.drained().then(() => clock.after(timers.T1, tell))
    else tell()
  }

  #lost(session: MsrpSession, how: SessionEnd): void {
    if (!this.#context.decisions.endsWithConnection()) return
    if (how !== 'closed' && session === this.#msrp && !this.#closed) this.#user?.failed(`connection ${how}`)
  }

  #connectIfActive(): void {
    const remote = this.#remote
    if (!remote) return
    const { setup } = this.#local
    const offeredHere = setup === 'actpass'
    const connects = offeredHere
      ? connectingParty(setup, remote.media.setup) === 'offerer'
      : connectingParty(remote.media.setup, setup) === 'answerer'
    if (!connects || !this.#context.decisions.connectsAsActive()) return
    const session = this.#msrp
    const connecting = this.#relayed ? connectOver(this.#relayed, remote, session) : session.connect()
    connecting.catch((error: unknown) => {
      if (session === this.#msrp && !this.#closed) this.#user?.failed(String(error))
    })
  }
}

/** The relay connects to the other side, and the endpoint binds that connection by a SEND at once (RFC 4975 §5.4). */
async function connectOver(relayed: RelayedSession, { media }: RemoteMedia, session: MsrpSession): Promise<void> {
  const [leftmost] = media.path
  if (!leftmost) throw new MsrpError('no-remote-path', 'the other side has no path to connect to')
  const connection = await relayed.connect(leftmost)
  if (session.closed) return
  const binding = buildSend(session.paths, { messageId: newMessageId() }, { start: 1, end: 0, total: 0 }, undefined)
  session.bind(connection)
  session.transmit(binding)
}

/** What REPORTs say of one message of the IMPS user, told to its server once and only where it asked. */
class ReportFate {
  /** Settles when the server was told. */
  readonly told: Deferred<void> = deferred()
  readonly #message: MessageForSimple
  readonly #imps: ImpsDomain
  readonly #failed: () => void
  readonly #decisions: Pick<Decisions, 'countsAsDelivered' | 'mindsFailureReports'>
  #accepted = false
  #told = false
  /** A report that came before the transaction was over. */
  #early: number | undefined

  constructor(
    message: MessageForSimple,
    imps: ImpsDomain,
    decisions: Pick<Decisions, 'countsAsDelivered' | 'mindsFailureReports'>,
    failed: () => void,
  ) {
    this.#decisions = decisions
    this.#message = message
    this.#imps = imps
    this.#failed = failed
  }

  /** The transaction succeeded: from now on only REPORTs tell more. */
  accepted(): void {
    this.#accepted = true
    if (this.#early !== undefined) this.#tell(this.#early)
    if (this.#decisions.countsAsDelivered('response')) this.#tell(200)
  }

  reported({ status, success }: IncomingReport): void {
    if (status?.namespace !== '000') return
    const outcome = msrpToImps(status.code)
    this.#tell(outcome.end === 'status' ? outcome.code : outcome.otherwise)
    // The sender of a message that failed must treat the session as failed (RFC 4975 §7.3.2).
    if (!success && this.#decisions.mindsFailureReports()) this.#failed()
  }

  /** What the SIMPLE user's client says in a disposition notification. */
  notified(code: number): void {
    this.#tell(code)
  }

  #tell(code: number): void {
    if (!this.#accepted) {
      this.#early = code
      return
    }
    if (this.#told || !this.#message.deliveryReport) return
    this.#told = true
    this.#imps.report(this.#message, code)
    this.told.resolve()
  }
}
