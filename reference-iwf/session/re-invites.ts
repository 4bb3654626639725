import { AckRepeater } from '../../protocols/sip/ack-repeater.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { ServerTransaction } from '../../protocols/sip/server-transaction.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { sameApartFromOrigin } from '../../protocols/sdp/offer-answer.ts'
import { serialiseSdp } from '../../protocols/sdp/serialise.ts'
import { serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import { withControlTypes, type Promised } from '../capability/capability-to-sdp.ts'
import type { SessionContext } from './context.ts'
import { answerAgain, offerAgain, readRemoteMedia, type LocalMedia, type RemoteMedia } from './negotiation.ts'
import type { SessionParts } from './session.ts'
import { timerFields, timerFor, timerIn, type AgreedTimer } from './session-timer.ts'

/** What both sides have said of their media last. */
export interface Negotiated {
  readonly local: LocalMedia
  readonly remote: RemoteMedia | undefined
}

/** The session in which INVITEs come and go. */
export interface ReInvitedSession {
  negotiated(): Negotiated
  renegotiated(media: Negotiated): void
  /** Whether a 2xx of this side waits for its ACK. */
  awaitsAck(): boolean
  awaitAck(incoming: IncomingRequest, response: SipResponse): void
  /** A session timer was agreed on, or none. */
  timed(timer: AgreedTimer | undefined): void
  /** The dialog is gone at the other side; a SIP status as the cause. */
  lost(cause: number): void
}

const LONGEST_WAIT = 10

/** The INVITEs within one session, in both directions: at most one is open at a time (RFC 3261 §14). */
export class ReInvites {
  readonly #session: ReInvitedSession
  readonly #parts: SessionParts
  readonly #context: SessionContext
  readonly #acks = new AckRepeater()
  /** One of the SIMPLE user's that has no final response yet. */
  #asked: IncomingRequest | undefined
  /** One of this side is open. */
  #own = false
  #over = false

  constructor(session: ReInvitedSession, parts: SessionParts, context: SessionContext) {
    this.#session = session
    this.#parts = parts
    this.#context = context
  }

  /** An INVITE of the SIMPLE user. An offer that says nothing new is answered at once (AMB-17). */
  receive(incoming: IncomingRequest): void {
    const { sip, features, decisions } = this.#context
    if (this.#asked && decisions.refusesOverlappingInvites()) {
      const wait = String(Math.floor(Math.random() * (LONGEST_WAIT + 1)))
      sip.reply(incoming, 500, { headers: [['Retry-After', wait]] })
      return
    }
    if ((this.#own && decisions.refusesOverlappingInvites()) || this.#session.awaitsAck()) {
      sip.reply(incoming, 491)
      return
    }
    const agreed = features.sessionTimers ? timerFor(incoming.request, decisions.leastSessionInterval()) : {}
    if ('refusal' in agreed) {
      sip.refuse(incoming, agreed.refusal)
      return
    }
    const { local, remote: before } = this.#session.negotiated()
    if (incoming.request.body.length === 0) {
      this.#accept(incoming, local, agreed.timer)
      return
    }
    const read = readRemoteMedia(incoming.request.body, sip.address.host, this.#parts.media.listener)
    if ('refusal' in read) sip.refuse(incoming, read.refusal)
    else if (before && sameApartFromOrigin(before.description, read.remote.description))
      this.#answer(incoming, read.remote, this.#parts.media.promised, agreed.timer)
    else {
      this.#asked = incoming
      void this.#promiseAnew().then(promised => {
        if (this.#asked !== incoming) return
        this.#asked = undefined
        this.#answer(incoming, read.remote, promised, agreed.timer)
      })
    }
  }

  /** Ends an INVITE of the SIMPLE user that is still open; false when it is not one of this session. */
  cancel(invite: ServerTransaction): boolean {
    const asked = this.#asked
    if (asked?.transaction !== invite) return false
    this.#asked = undefined
    this.#context.sip.reply(asked, 487)
    return true
  }

  /** Refreshes the session by an offer that says what was said before (RFC 4028 §7.4). */
  refresh(timer: AgreedTimer): void {
    const { sip, clock, timers } = this.#context
    if (this.#over) return
    if (this.#own || this.#asked || this.#session.awaitsAck()) {
      clock.after(timers.SECOND, () => this.refresh(timer))
      return
    }
    const { dialog, transport } = this.#parts
    const { local, remote } = this.#session.negotiated()
    const offered = offerAgain(local)
    this.#session.renegotiated({ local: offered, remote })
    const headers: HeaderField[] = [
      ...sip.capabilities,
      ['Session-Expires', `${timer.interval};refresher=uac`],
      ['Content-Type', 'application/sdp'],
    ]
    const body = serialiseSdp(offered.description)
    this.#own = true
    void sip.requestWithin(
      dialog,
      transport,
      (by: SipTransportName) => dialog.makeRequest('INVITE', { transport: by, headers, body }),
      {
        response: ({ message }) => this.#refreshed(message, timer),
        timedOut: () => this.#session.lost(408),
        failed: () => this.#session.lost(408),
      },
    )
  }

  /** The session is over: what is open is answered (RFC 3261 §15.1.2). */
  end(): void {
    this.#over = true
    const asked = this.#asked
    this.#asked = undefined
    if (asked) this.#context.sip.reply(asked, 487)
  }

  #refreshed(response: SipResponse, timer: AgreedTimer): void {
    const { status } = response
    if (status < 200) return
    this.#own = false
    if (status < 300) this.#takeAnswer(response)
    else if (status === 408 || status === 481) this.#session.lost(status)
    // Whoever did not begin the dialog waits for up to two seconds (RFC 3261 §14.1).
    else if (status === 491) {
      const { clock, timers } = this.#context
      clock.after(Math.random() * 2 * timers.SECOND, () => this.refresh(timer))
    }
  }

  #takeAnswer(response: SipResponse): void {
    if (this.#acks.repeat(response)) return
    const { sip } = this.#context
    const { dialog, transport, media } = this.#parts
    dialog.refreshTarget(response)
    this.#acks.acknowledged(response, sip.acknowledge(dialog, transport, response))
    if (this.#over) return
    const { local } = this.#session.negotiated()
    const read = readRemoteMedia(response.body, sip.address.host, media.listener)
    if ('remote' in read) this.#settle(local, read.remote)
    this.#session.timed(timerIn(response))
  }

  #answer(incoming: IncomingRequest, remote: RemoteMedia, promised: Promised, timer: AgreedTimer | undefined): void {
    const { local: before, remote: known } = this.#session.negotiated()
    const samePath = known !== undefined && pathOf(known) === pathOf(remote)
    const local = answerAgain(remote, promised, before, this.#parts.media.listener, samePath)
    this.#settle(local, remote)
    this.#accept(incoming, local, timer)
  }

  #settle(local: LocalMedia, remote: RemoteMedia): void {
    const { remote: known } = this.#session.negotiated()
    const samePath = known !== undefined && pathOf(known) === pathOf(remote)
    this.#session.renegotiated({ local, remote })
    this.#parts.media.renegotiated(local, remote, samePath)
  }

  #accept(incoming: IncomingRequest, local: LocalMedia, timer: AgreedTimer | undefined): void {
    const { sip } = this.#context
    this.#session.renegotiated({ ...this.#session.negotiated(), local })
    const response = sip.reply(incoming, 200, {
      headers: [
        ['Contact', sip.contact(incoming.flow.transport)],
        ...sip.capabilities,
        ...timerFields(timer),
        ['Content-Type', 'application/sdp'],
      ],
      body: serialiseSdp(local.description),
    })
    this.#session.awaitAck(incoming, response)
    this.#session.timed(timer)
  }

  /** What the IMPS user takes may have changed; where that cannot be learnt, what was promised still holds. */
  async #promiseAnew(): Promise<Promised> {
    const { imps, decisions, features, timers } = this.#context
    const { media, state } = this.#parts
    const answer = await imps.capabilities({
      requester: decisions.requester(state.pair),
      target: state.pair.imps,
      withBlockStatus: false,
      anew: true,
      within: timers.T_CAP,
    })
    if (answer.kind !== 'result' || answer.result.clients.length === 0) return media.promised
    const profile = decisions.profile(answer.result.clients)
    const promised = withControlTypes(decisions.promise(profile, features.defaultMaxSize), features)
    media.limitTo(profile, promised)
    return promised
  }
}

const pathOf = ({ media }: RemoteMedia): string => media.path.map(serialiseMsrpUri).join(' ')
