import type { Timer } from '../../protocols/clock.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { serialiseSdp } from '../../protocols/sdp/serialise.ts'
import { haveCommonContent, withControlTypes } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import { withTranscoding } from '../content/transcoding.ts'
import type { Pair } from '../pair.ts'
import type { PairState, SetUp } from '../pair-table.ts'
import { toSip } from '../address-mapping.ts'
import type { DialogOwner } from '../sip/sip-front.ts'
import { ReliableProvisionals, takesReliable } from '../sip/reliable-provisionals.ts'
import type { SessionContext } from './context.ts'
import { inquire, type Admission } from './inquiry.ts'
import { answerTo, notAcceptable, offerOf, readRemoteMedia, typesOf, type RemoteMedia } from './negotiation.ts'
import { isForLargeMessage } from './large-message.ts'
import { Session } from './session.ts'
import { timerFields, timerFor, type AgreedTimer } from './session-timer.ts'
import { versionNow } from './version.ts'

/**
 * The set-up of a session that a SIMPLE user asks for: the IMPS domain is asked, and the INVITE gets its final response
 * from the answers, or from whatever ends it before: CANCEL, BYE in the early dialog, Expires (§3.1 QUERY).
 */
export class IncomingSetUp implements SetUp, DialogOwner {
  readonly #incoming: IncomingRequest
  readonly #pair: Pair
  readonly #context: SessionContext
  readonly #toTag = newTag()
  readonly #over: Deferred<void> = deferred()
  readonly #timers: Timer[] = []
  readonly #reliable: ReliableProvisionals | undefined
  #early: Dialog | undefined
  #timer: AgreedTimer | undefined
  #answered = false

  constructor(incoming: IncomingRequest, pair: Pair, context: SessionContext) {
    this.#incoming = incoming
    this.#context = context
    this.#pair = pair
    const { clock, timers, features } = context
    const reliably = features.reliableProvisionals && takesReliable(incoming.request)
    if (reliably && context.decisions.sendsReliably())
      this.#reliable = new ReliableProvisionals({
        clock,
        timers,
        invite: incoming.request,
        unacknowledged: () => this.#abort('provisional-unacknowledged', 504),
      })
  }

  get over(): Promise<void> {
    return this.#over.promise
  }

  /** The SIMPLE user's own session never gives way (AMB-16). */
  yield(): boolean {
    return false
  }

  /** Asks and answers; `over` is called when there is nothing left that a CANCEL could end. */
  begin(over: () => void): void {
    void this.over.then(over)
    this.#begin()
  }

  #begin(): void {
    const { sip, features, pairs } = this.#context
    const { request, transaction } = this.#incoming
    const offer =
      request.body.length > 0
        ? readRemoteMedia(request.body, sip.address.host, this.#context.openMedia.listener)
        : undefined
    if (offer && 'refusal' in offer) {
      sip.refuse(this.#incoming, offer.refusal, this.#toTag)
      this.#over.resolve()
      return
    }
    if (!offer && (features.offerless === 'REFUSE' || !this.#context.decisions.takesOfferless())) {
      sip.refuse(this.#incoming, notAcceptable(399, 'an offer is required', sip.address.host), this.#toTag)
      this.#over.resolve()
      return
    }
    const agreed = features.sessionTimers ? timerFor(request, this.#context.decisions.leastSessionInterval()) : {}
    if ('refusal' in agreed) {
      sip.refuse(this.#incoming, agreed.refusal, this.#toTag)
      this.#over.resolve()
      return
    }
    this.#timer = agreed.timer
    if (offer?.remote.media.setup === 'passive' && !features.activeRole) {
      sip.refuse(this.#incoming, notAcceptable(399, 'connections are not opened here', sip.address.host), this.#toTag)
      this.#over.resolve()
      return
    }
    if (pairs.load >= features.maxSessions) {
      sip.reply(this.#incoming, 486, { toTag: this.#toTag })
      this.#over.resolve()
      return
    }
    const state = pairs.of(this.#pair)
    // A one-way session for a large message carries nothing else and takes no other's place (AMB-31).
    if (!(features.largeMessages && isForLargeMessage(request)) && !this.#isOnly(state)) {
      sip.reply(this.#incoming, 486, { toTag: this.#toTag })
      this.#over.resolve()
      return
    }
    state.began(this)
    transaction.user = { repeated: () => this.#context.decisions.onRepeatedInvite(() => void this.#inquire()) }
    this.#watchTime()
    this.#log('session.asked', { callId: headerValue(request, 'call-id') })
    void this.#inquire().then(admission => this.#conclude(admission, offer?.remote, state))
  }

  /**
   * One session of a pair carries all its messages (CR6.1), a second would only share them out (AMB-15): what is set up
   * for a message of the IMPS user gives way, anything else stays, and leaves room where several are allowed.
   */
  #isOnly(state: PairState): boolean {
    const yielded = [...state.setUps].map(other => other.yield())
    return (
      this.#context.features.severalSessions ||
      (state.sessions.every(({ oneMessage }) => oneMessage) && !yielded.includes(false))
    )
  }

  /** The caller gave up: 200 to the CANCEL, 487 to the INVITE (RFC 3261 §9.2). */
  cancel(cancel: IncomingRequest): void {
    this.#context.sip.reply(cancel, 200, { toTag: this.#toTag })
    if (!this.#answered && this.#context.decisions.cancelEndsSetUp()) this.#abort('cancelled')
  }

  /** Requests in the early dialog that a provisional response has made. */
  request(incoming: IncomingRequest): void {
    const { sip } = this.#context
    this.#early?.acceptIncoming(incoming.request)
    if (incoming.request.method === 'PRACK') {
      sip.reply(incoming, this.#reliable?.acknowledge(incoming.request) ? 200 : 481)
      return
    }
    if (incoming.request.method !== 'BYE') {
      sip.reply(incoming, 500, { headers: [['Retry-After', '5']] })
      return
    }
    sip.reply(incoming, 200)
    if (this.#context.decisions.earlyByeEndsSetUp()) this.#abort('ended-early')
  }

  acknowledged(): void {
    // An early dialog has no 2xx to be acknowledged.
  }

  #inquire(): Promise<Admission> {
    const { decisions, features, imps, timers } = this.#context
    return inquire(this.#pair, { decisions, features, imps, within: timers.T_CAP })
  }

  #conclude(admission: Admission, offer: RemoteMedia | undefined, state: PairState): void {
    if (this.#answered) return
    const { sip } = this.#context
    if (!admission.admitted) {
      const { refusal, retryAfter } = admission
      this.#finish()
      // A refusal of the content says so in the same words, whoever refuses it (RFC 3261 §13.3.1.3).
      const content = refusal.status === 488 ? (notAcceptable(304, refusal.reason, sip.address.host).headers ?? []) : []
      const later: HeaderField[] = retryAfter === undefined ? [] : [['Retry-After', retryAfter]]
      sip.reply(this.#incoming, refusal.status, {
        reason: refusal.reason,
        toTag: this.#toTag,
        headers: [...content, ...later],
      })
      this.#log('session.refused', { status: refusal.status })
      this.#over.resolve()
      return
    }
    const profile = withTranscoding(admission.profile, this.#context.features.transcoding)
    if (offer && !haveCommonContent(profile, typesOf(offer))) {
      this.#finish()
      sip.refuse(this.#incoming, notAcceptable(305, 'no common content type', sip.address.host), this.#toTag)
      this.#log('session.refused', { status: 488 })
      this.#over.resolve()
      return
    }
    const accept = () => {
      if (this.#answered) return
      this.#accept(profile, offer, state)
      this.#over.resolve()
    }
    // A PRACK that crosses the 2xx would belong to another dialog state: it is waited for.
    if (this.#reliable) this.#reliable.whenAcknowledged(accept)
    else accept()
  }

  #accept(profile: ClientProfile, offer: RemoteMedia | undefined, state: PairState): void {
    const { sip, decisions, features, openMedia } = this.#context
    const pair = this.#pair
    const promised = withControlTypes(decisions.promise(profile, features.defaultMaxSize), features)
    const listener = openMedia.listener
    const setup = features.activeRole ? 'actpass' : 'passive'
    const local = offer
      ? answerTo(offer, promised, listener, versionNow())
      : offerOf(promised, listener, versionNow(), setup)
    const transport = this.#incoming.flow.transport
    this.#finish()
    const response = sip.reply(this.#incoming, 200, {
      toTag: this.#toTag,
      headers: [
        ...recordRoutes(this.#incoming),
        ['Contact', sip.contact(transport)],
        ...sip.capabilities,
        ...timerFields(this.#timer),
        ['Content-Type', 'application/sdp'],
      ],
      body: serialiseSdp({ ...local.description, media: decisions.answeredMedia(local.description.media) }),
    })
    const dialog = this.#early ?? Dialog.ofServer(this.#incoming.request, response, sip.endpoint(transport))
    dialog.confirm(response)
    const addresses = { simple: sipAddress(pair.simple), imps: sipAddress(pair.imps) }
    const media = openMedia.open({ local, profile, promised, pair, addresses })
    const timer = this.#timer
    const parts = { state, dialog, transport, profile, promised, local, remote: offer, media, timer, addresses }
    const session = new Session(parts, this.#context)
    session.begin()
    session.awaitAck(this.#incoming, response)
  }

  /** Expires ends the set-up; a long one is kept alive through the proxies (RFC 3261 §13.3.1, §13.3.1.1). */
  #watchTime(): void {
    const { clock, timers } = this.#context
    const expires = /^\d{1,9}$/.exec(headerValue(this.#incoming.request, 'expires') ?? '')?.[0]
    if (expires !== undefined) this.#timers.push(clock.after(Number(expires) * timers.SECOND, () => this.#expire()))
    if (timers.T_CAP > timers.T_ALERT && this.#context.decisions.keepsInviteAlive()) this.#alertLater()
  }

  #alertLater(): void {
    const { clock, timers, sip } = this.#context
    const timer = clock.after(timers.T_ALERT, () => {
      this.#alertLater()
      const reliable = this.#reliable
      if (reliable?.pending) return
      const transport = this.#incoming.flow.transport
      const response = sip.reply(this.#incoming, 183, {
        toTag: this.#toTag,
        headers: [
          ...recordRoutes(this.#incoming),
          ['Contact', sip.contact(transport)],
          sip.allow,
          ...(reliable?.next() ?? []),
        ],
      })
      reliable?.sent(() => sip.send(this.#incoming, response))
      if (!this.#early) {
        this.#early = Dialog.ofServer(this.#incoming.request, response, sip.endpoint(transport))
        sip.adopt(this.#early, this)
      }
    })
    this.#timers.push(timer)
  }

  #expire(): void {
    if (this.#context.decisions.expiresInvites()) this.#abort('expired')
  }

  #abort(because: string, status = 487): void {
    if (this.#answered) return
    this.#finish()
    this.#context.sip.reply(this.#incoming, status, { toTag: this.#toTag })
    this.#log('session.aborted', { because })
    this.#over.resolve()
  }

  #finish(): void {
    this.#answered = true
    for (const timer of this.#timers) timer.cancel()
    this.#reliable?.stop()
    if (this.#early) this.#context.sip.forget(this.#early)
  }

  #log(event: string, fields: Readonly<Record<string, unknown>>): void {
    const { simple, imps } = this.#pair
    this.#context.log.event(event, { simple, imps, ...fields })
  }
}

function recordRoutes({ request }: IncomingRequest): (readonly [string, string])[] {
  return request.headers
    .filter(({ name }) => name.toLowerCase() === 'record-route')
    .map(({ name, value }) => [name, value] as const)
}

/** A pair holds mapped addresses only, so that the way back exists. */
function sipAddress(user: string): string {
  const mapped = toSip(user, '')
  return mapped.mapped ? mapped.address : 'sip:anonymous@anonymous.invalid'
}
