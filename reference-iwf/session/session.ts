import type { Timer } from '../../protocols/clock.ts'
import { AcceptedResponseRetransmission } from '../../protocols/sip/accepted-response-retransmission.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { ServerTransaction } from '../../protocols/sip/server-transaction.ts'
import type { ParsedRequest } from '../../protocols/sip/parsed.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { framingFor, type Promised } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { MsrpOutcome } from '../error-mapping/msrp-to-imps.ts'
import type { MessageForSimple } from '../imps-domain.ts'
import type { PairState } from '../pair-table.ts'
import { carryMessage } from '../pager/pager-receiver.ts'
import type { DialogOwner } from '../sip/sip-front.ts'
import type { SessionContext } from './context.ts'
import type { Carriage, LiveSession } from './live-session.ts'
import { readRemoteMedia, typesOf, type LocalMedia, type RemoteMedia } from './negotiation.ts'
import { ReInvites } from './re-invites.ts'
import type { SessionMedia } from './session-media.ts'
import { SessionTimer, type AgreedTimer } from './session-timer.ts'

export interface SessionParts {
  readonly state: PairState
  readonly dialog: Dialog
  /** Over which the dialog was made. */
  readonly transport: SipTransportName
  readonly profile: ClientProfile
  readonly promised: Promised
  readonly local: LocalMedia
  /** Undefined until the answer to an offer of this side is there. */
  readonly remote: RemoteMedia | undefined
  readonly media: SessionMedia
  /** The session timer that was agreed on; undefined: none. */
  readonly timer: AgreedTimer | undefined
  /** The users as the SIP side writes them. */
  readonly addresses: { readonly imps: string; readonly simple: string }
  /** It was begun for one message, and takes no other (AMB-31). */
  readonly oneMessage?: boolean
}

type Phase = 'answered' | 'confirmed' | 'active' | 'ended'

/**
 * One session between a SIMPLE user and an IMPS user, from its 2xx to its end (§3.1): the dialog, the timers, and what
 * travels in it. The IMPS side knows nothing of it.
 */
export class Session implements LiveSession, DialogOwner {
  readonly #context: SessionContext
  readonly #parts: SessionParts
  readonly #refusedTypes = new Set<string>()
  #phase: Phase = 'answered'
  #local: LocalMedia
  #remote: RemoteMedia | undefined
  /** The 2xx that waits for its ACK. */
  #accepted: AcceptedResponseRetransmission | undefined
  readonly #reInvites: ReInvites
  readonly #timer: SessionTimer
  #bindTimer: Timer | undefined
  #idleTimer: Timer | undefined
  #lastTraffic = 0
  /** The session is to end as soon as the ACK allows it. */
  #endWith: { readonly cause: number | undefined } | undefined

  constructor(parts: SessionParts, context: SessionContext) {
    this.#parts = parts
    this.#context = context
    this.#local = parts.local
    this.#remote = parts.remote
    const { clock, timers } = context
    this.#reInvites = new ReInvites(
      {
        negotiated: () => ({ local: this.#local, remote: this.#remote }),
        renegotiated: ({ local, remote }) => {
          this.#local = local
          this.#remote = remote
        },
        awaitsAck: () => this.#accepted !== undefined,
        awaitAck: (incoming, response) => this.awaitAck(incoming, response),
        timed: timer => this.#timer.start(timer),
        lost: cause => void this.end(cause),
      },
      parts,
      context,
    )
    this.#timer = new SessionTimer({
      clock,
      second: timers.SECOND,
      refresh: timer => this.#reInvites.refresh(timer),
      expired: () => {
        this.#log('session.timer-expired')
        if (context.decisions.endsUnrefreshedSessions()) void this.end(408)
      },
    })
    this.#timer.start(parts.timer)
    parts.media.watch({
      bound: () => this.#bound(),
      traffic: () => this.#traffic(),
      refusedType: type => this.#refusedTypes.add(type),
      failed: because => this.#failed(because),
      gone: cause => void this.end(cause),
    })
  }

  /** The session stands on this side: it takes the requests of its dialog and the messages of its pair. */
  begin(): void {
    const { dialog, state } = this.#parts
    this.#context.sip.adopt(dialog, this)
    state.add(this)
    this.#log('session.begun')
  }

  /** A 2xx of this side went out: it is repeated until its ACK comes (RFC 3261 §13.3.1.4). */
  awaitAck(incoming: IncomingRequest, response: SipResponse): void {
    const { clock, timers, sip } = this.#context
    this.#accepted?.stop()
    this.#accepted = new AcceptedResponseRetransmission({
      clock,
      timers,
      resend: () => {
        if (this.#context.decisions.repeatsAcceptance()) sip.send(incoming, response)
      },
      unacknowledged: () => {
        this.#accepted = undefined
        this.#log('session.unacknowledged')
        if (this.#phase === 'answered') this.#phase = 'confirmed'
        void this.end(408)
      },
    })
  }

  /** The 2xx to an INVITE of this side was acknowledged: the media may begin. */
  confirm(remote: RemoteMedia): void {
    if (this.#phase !== 'answered') return
    const { clock, timers } = this.#context
    this.#phase = 'confirmed'
    this.#remote = remote
    if (this.#endWith) {
      void this.end(this.#endWith.cause)
      return
    }
    this.#bindTimer = clock.after(timers.T_BIND, () => {
      if (this.#phase !== 'confirmed' || !this.#context.decisions.endsWithoutMedia()) return
      this.#log('session.media-never-came')
      void this.end(480)
    })
    this.#parts.media.begin(remote)
  }

  acknowledged({ message }: ParsedRequest): void {
    if (!this.#accepted) return
    this.#accepted.stop()
    this.#accepted = undefined
    if (this.#phase !== 'answered') {
      this.#takeLateAnswer(message.body)
      return
    }
    if (this.#remote) {
      this.confirm(this.#remote)
      return
    }
    // The answer to the offer in the 2xx comes with the ACK (RFC 3261 §13.2.1).
    const read = readRemoteMedia(message.body, this.#context.sip.address.host, this.#parts.media.listener)
    if ('remote' in read) this.confirm(read.remote)
    else {
      this.#phase = 'confirmed'
      void this.end(488)
    }
  }

  request(incoming: IncomingRequest): void {
    const { sip } = this.#context
    const { dialog, state } = this.#parts
    dialog.acceptIncoming(incoming.request)
    switch (incoming.request.method) {
      case 'BYE':
        sip.reply(incoming, 200)
        this.#log('session.ended-by-peer')
        if (this.#context.decisions.freesSessionOnBye()) this.#left()
        else sip.forget(dialog)
        return
      case 'INVITE':
        this.#reInvites.receive(incoming)
        return
      case 'OPTIONS':
        sip.reply(incoming, 200, { headers: [...sip.capabilities, ['Contact', sip.contact(incoming.flow.transport)]] })
        return
      case 'MESSAGE':
        void carryMessage(incoming, state.pair, this.#context)
        return
      default:
        sip.reply(incoming, 405, { headers: [sip.allow] })
    }
  }

  cancelled(invite: ServerTransaction): boolean {
    return this.#reInvites.cancel(invite)
  }

  get oneMessage(): boolean {
    return this.#parts.oneMessage ?? false
  }

  carriage(type: string): Carriage {
    if (this.#phase === 'ended' || this.#endWith || this.oneMessage) return 'cannot-send'
    if (!this.#remote) return 'carries'
    const { decisions } = this.#context
    const onHold = this.#local.direction === 'recvonly' || this.#local.direction === 'inactive'
    if (onHold && decisions.honoursHold()) return 'cannot-send'
    const bare = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (this.#refusedTypes.has(bare)) return 'wrong-type'
    return decisions.framing(typesOf(this.#remote), type) === 'none' ? 'wrong-type' : 'carries'
  }

  async deliver(message: MessageForSimple): Promise<MsrpOutcome> {
    const outcome = await this.#parts.media.send(message)
    if (outcome.end === 'elsewhere') void this.end(outcome.otherwise === 533 ? 481 : undefined)
    return outcome
  }

  async deliverAlone(message: MessageForSimple): Promise<MsrpOutcome> {
    const { media } = this.#parts
    const outcome = await media.send(message)
    const reportToCome = outcome.end === 'status' && outcome.code === 200 && message.deliveryReport
    if (reportToCome) void media.reported(this.#context.timers.T_MSG).then(() => this.end())
    else void this.end()
    return outcome
  }

  notify(notification: Buffer): boolean {
    if (this.#phase === 'ended' || this.#endWith || !this.#remote) return false
    if (framingFor(typesOf(this.#remote), imdnMediaType) !== 'cpim') return false
    return this.#parts.media.notify(notification)
  }

  async end(cause?: number): Promise<void> {
    if (this.#phase === 'ended') return
    // A BYE before the ACK of the caller's INVITE is forbidden (RFC 3261 §15).
    if (this.#phase === 'answered' && this.#accepted) {
      this.#endWith ??= { cause }
      return
    }
    this.#free()
    const reason: HeaderField[] = cause === undefined ? [] : [['Reason', `SIP;cause=${cause}`]]
    const { dialog, transport } = this.#parts
    const { sip } = this.#context
    const bye = (by: SipTransportName) => dialog.makeRequest('BYE', { transport: by, headers: reason })
    this.#log('session.ending', { cause })
    await new Promise<void>(resolve => {
      void sip.requestWithin(dialog, transport, bye, {
        // Whatever the answer, or none: the dialog is over (RFC 3261 §15.1.1).
        response: ({ message }) => {
          if (message.status >= 200) resolve()
        },
        timedOut: resolve,
        failed: () => resolve(),
      })
    })
  }

  /** The answer to the offer in a 2xx to a re-INVITE that had none. */
  #takeLateAnswer(body: Buffer): void {
    if (body.length === 0) return
    const read = readRemoteMedia(body, this.#context.sip.address.host, this.#parts.media.listener)
    if ('remote' in read) this.#remote = read.remote
  }

  #bound(): void {
    if (this.#phase !== 'confirmed') return
    this.#phase = 'active'
    this.#bindTimer?.cancel()
    this.#log('session.active')
    this.#traffic()
  }

  #traffic(): void {
    const { clock, timers, features, decisions } = this.#context
    if (decisions.trafficKeepsAlive() || this.#lastTraffic === 0) this.#lastTraffic = clock.now()
    if (features.idleTermination && timers.T_IDLE > 0 && !this.#idleTimer && this.#phase === 'active')
      this.#watchIdleness(timers.T_IDLE)
  }

  /** One timer that looks again when it fires, instead of one for each message. */
  #watchIdleness(after: number): void {
    const { clock, timers } = this.#context
    this.#idleTimer = clock.after(after, () => {
      this.#idleTimer = undefined
      if (this.#phase !== 'active') return
      const quietFor = clock.now() - this.#lastTraffic
      if (quietFor >= timers.T_IDLE && this.#context.decisions.endsIdleSessions()) void this.end(480)
      else this.#watchIdleness(Math.max(timers.T1, timers.T_IDLE - quietFor))
    })
  }

  #failed(because: string): void {
    this.#log('session.media-failed', { because })
    void this.end(480)
  }

  #free(): void {
    if (this.#phase === 'ended') return
    this.#release()
    this.#parts.media.close()
  }

  /** The other side has ended it: nothing of it is left to end, but what the media took over is dealt with first. */
  #left(): void {
    if (this.#phase === 'ended') return
    this.#release()
    const { media } = this.#parts
    media.leave(() => media.close())
  }

  #release(): void {
    this.#phase = 'ended'
    this.#accepted?.stop()
    this.#accepted = undefined
    this.#bindTimer?.cancel()
    this.#idleTimer?.cancel()
    this.#timer.stop()
    this.#reInvites.end()
    const { dialog, state } = this.#parts
    dialog.terminate()
    this.#context.sip.forget(dialog)
    state.remove(this)
  }

  #log(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const { simple, imps } = this.#parts.state.pair
    this.#context.log.event(event, { simple, imps, callId: this.#parts.dialog.id.callId, ...fields })
  }
}
