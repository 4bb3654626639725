import { isCpimDateTime } from '../../protocols/cpim/header-values.ts'
import { buildCpim } from '../../protocols/cpim/build.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import { essence } from '../../protocols/media-type.ts'
import type { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import { newMessageId } from '../../protocols/msrp/identifiers.ts'
import type { IncomingReport } from '../../protocols/msrp/incoming-report.ts'
import type { SendOutcome } from '../../protocols/msrp/outgoing-message.ts'
import type { MsrpSession, SessionEnd } from '../../protocols/msrp/session.ts'
import { connectingParty } from '../../protocols/sdp/offer-answer.ts'
import type { Address } from '../../protocols/wire/tap.ts'
import { framingFor, type Promised } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import { msrpToImps, unanswered, type MsrpOutcome } from '../error-mapping/msrp-to-imps.ts'
import type { ImpsDomain, MessageForSimple } from '../imps-domain.ts'
import type { Pair } from '../pair.ts'
import { withCharset } from '../pager/pager-message.ts'
import { typesOf, type LocalMedia, type RemoteMedia } from './negotiation.ts'
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
  readonly listener: Address
  open(parts: MediaParts): SessionMedia
}

export interface MediaContext {
  readonly msrp: MsrpEndpoint
  readonly imps: ImpsDomain
  readonly forwarding: MessageForwarding
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
  #local: LocalMedia
  #remote: RemoteMedia | undefined
  #msrp: MsrpSession
  #user: MediaUser | undefined
  #closed = false

  constructor(parts: MediaParts, context: MediaContext) {
    this.#parts = parts
    this.#context = context
    this.#local = parts.local
    this.#msrp = this.#openSession()
  }

  get listener(): Address {
    return this.#context.msrp.address
  }

  watch(user: MediaUser): void {
    this.#user = user
  }

  /** The other side's media are known and agreed on: the active party connects (RFC 6135 §4.2). */
  begin(remote: RemoteMedia): void {
    this.#remote = remote
    this.#msrp.setRemotePath(remote.media.path)
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
    this.#msrp.setRemotePath(remote.media.path)
    before.close()
    this.#connectIfActive()
  }

  /** Sends a message of the IMPS user, as soon as the session is bound, and says what became of it. */
  async send(message: MessageForSimple): Promise<MsrpOutcome> {
    await this.#ready.promise
    const remote = this.#remote
    if (!remote || this.#closed) return { end: 'elsewhere', otherwise: unanswered }
    const framed = this.#frame(message, remote)
    if (!framed) return msrpToImps(UNSUPPORTED_TYPE)
    const { maxSize } = remote.media
    if (maxSize !== undefined && framed.body.length > maxSize) return msrpToImps(TOO_LARGE)
    const fate = new ReportFate(message, this.#context.imps, () => this.#user?.failed('failure report'))
    const outcome = await this.#sendUntilDecided(framed, message.deliveryReport, fate)
    return this.#conclude(outcome, message, fate)
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
    for (;;) {
      const msrp = this.#msrp
      if (msrp.closed) return { kind: 'connection-lost' }
      this.#user?.traffic()
      const onReport = (report: IncomingReport) => fate.reported(report)
      const sending = msrp.send({ ...framed, messageId, successReport, onReport })
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
        return msrpToImps(outcome.status)
      case 'timeout':
        return { end: 'status', code: unanswered }
      case 'aborted':
      case 'connection-lost':
        return { end: 'elsewhere', otherwise: unanswered }
    }
  }

  #frame(message: MessageForSimple, remote: RemoteMedia): { contentType: string; body: Buffer } | undefined {
    const contentType = withCharset(message.content.type)
    const framing = framingFor(typesOf(remote), contentType)
    if (framing === 'none') return undefined
    if (framing === 'bare') return { contentType, body: message.content.octets }
    const { imps, simple } = this.#parts.addresses
    const { dateTime } = message
    const cpim = buildCpim({
      from: { uri: imps },
      to: { uri: simple },
      dateTime: dateTime !== undefined && isCpimDateTime(dateTime) ? dateTime : new Date().toISOString(),
      contentType,
      content: message.content.octets,
    })
    return { contentType: 'message/cpim', body: serialiseCpim(cpim) }
  }

  #openSession(): MsrpSession {
    const { msrp, forwarding, unbound } = this.#context
    const { profile, promised, pair } = this.#parts
    const limits = { profile, promised, pair }
    const session = msrp.createSession(
      { localUri: this.#local.path, successReports: 'manual' },
      {
        bound: () => {
          unbound.delete(session)
          this.#user?.bound()
        },
        chunk: chunk => {
          this.#user?.traffic()
          forwarding.checkChunk(chunk, limits)
        },
        message: message => forwarding.forward(message, limits, cause => this.#user?.gone(cause)),
        closed: how => {
          unbound.delete(session)
          this.#lost(session, how)
        },
      },
    )
    unbound.add(session)
    return session
  }

  #lost(session: MsrpSession, how: SessionEnd): void {
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
    if (!connects) return
    const session = this.#msrp
    session.connect().catch((error: unknown) => {
      if (session === this.#msrp && !this.#closed) this.#user?.failed(String(error))
    })
  }
}

/** What REPORTs say of one message of the IMPS user, told to its server once and only where it asked. */
class ReportFate {
  readonly #message: MessageForSimple
  readonly #imps: ImpsDomain
  readonly #failed: () => void
  #accepted = false
  #told = false
  /** A report that came before the transaction was over. */
  #early: number | undefined

  constructor(message: MessageForSimple, imps: ImpsDomain, failed: () => void) {
    this.#message = message
    this.#imps = imps
    this.#failed = failed
  }

  /** The transaction succeeded: from now on only REPORTs tell more. */
  accepted(): void {
    this.#accepted = true
    if (this.#early !== undefined) this.#tell(this.#early)
  }

  reported({ status, success }: IncomingReport): void {
    if (status?.namespace !== '000') return
    const outcome = msrpToImps(status.code)
    this.#tell(outcome.end === 'status' ? outcome.code : outcome.otherwise)
    // The sender of a message that failed must treat the session as failed (RFC 4975 §7.3.2).
    if (!success) this.#failed()
  }

  #tell(code: number): void {
    if (!this.#accepted) {
      this.#early = code
      return
    }
    if (this.#told || !this.#message.deliveryReport) return
    this.#told = true
    this.#imps.report(this.#message, code)
  }
}
