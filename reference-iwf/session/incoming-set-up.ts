import type { Timer } from '../../protocols/clock.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { serialiseSdp } from '../../protocols/sdp/serialise.ts'
import { haveCommonContent } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Pair } from '../pair.ts'
import type { PairState, SetUp } from '../pair-table.ts'
import { toSip } from '../address-mapping.ts'
import { optionsHeaders } from '../sip/options.ts'
import type { DialogOwner } from '../sip/sip-front.ts'
import type { SessionContext } from './context.ts'
import { inquire, type Admission } from './inquiry.ts'
import { answerTo, notAcceptable, offerOf, readRemoteMedia, typesOf, type RemoteMedia } from './negotiation.ts'
import { Session } from './session.ts'
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
  #early: Dialog | undefined
  #answered = false

  constructor(incoming: IncomingRequest, pair: Pair, context: SessionContext) {
    this.#incoming = incoming
    this.#context = context
    this.#pair = pair
  }

  get over(): Promise<void> {
    return this.#over.promise
  }

  /** The SIMPLE user's own session never gives way (AMB-16). */
  yield(): void {
    // It is the other one that yields.
  }

  /** Asks and answers; `over` is called when there is nothing left that a CANCEL could end. */
  begin(over: () => void): void {
    void this.over.then(over)
    this.#begin()
  }

  #begin(): void {
    const { sip, features, pairs } = this.#context
    const { request, transaction } = this.#incoming
    const offer = request.body.length > 0 ? readRemoteMedia(request.body, sip.address.host) : undefined
    if (offer && 'refusal' in offer) {
      sip.refuse(this.#incoming, offer.refusal, this.#toTag)
      this.#over.resolve()
      return
    }
    if (pairs.load >= features.maxSessions) {
      sip.reply(this.#incoming, 486, { toTag: this.#toTag })
      this.#over.resolve()
      return
    }
    const state = pairs.of(this.#pair)
    for (const other of state.setUps) other.yield()
    state.began(this)
    transaction.user = { repeated: () => this.#context.decisions.onRepeatedInvite(() => void this.#inquire()) }
    this.#watchTime()
    this.#log('session.asked', { callId: headerValue(request, 'call-id') })
    void this.#inquire().then(admission => this.#conclude(admission, offer?.remote, state))
  }

  /** The caller gave up: 200 to the CANCEL, 487 to the INVITE (RFC 3261 §9.2). */
  cancel(cancel: IncomingRequest): void {
    this.#context.sip.reply(cancel, 200, { toTag: this.#toTag })
    if (!this.#answered && this.#context.decisions.cancelEndsSetUp()) this.#abort('cancelled')
  }

  /** Requests in the early dialog that a provisional response has made. */
  request(incoming: IncomingRequest): void {
    const { sip } = this.#context
    if (incoming.request.method !== 'BYE') {
      sip.reply(incoming, 500, { headers: [['Retry-After', '5']] })
      return
    }
    sip.reply(incoming, 200)
    this.#abort('ended-early')
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
      sip.reply(this.#incoming, refusal.status, {
        reason: refusal.reason,
        toTag: this.#toTag,
        ...(retryAfter === undefined ? {} : { headers: [['Retry-After', retryAfter]] }),
      })
      this.#log('session.refused', { status: refusal.status })
      this.#over.resolve()
      return
    }
    if (offer && !haveCommonContent(admission.profile, typesOf(offer))) {
      this.#finish()
      sip.refuse(this.#incoming, notAcceptable(305, 'no common content type', sip.address.host), this.#toTag)
      this.#log('session.refused', { status: 488 })
      this.#over.resolve()
      return
    }
    this.#accept(admission.profile, offer, state)
    this.#over.resolve()
  }

  #accept(profile: ClientProfile, offer: RemoteMedia | undefined, state: PairState): void {
    const { sip, decisions, features, openMedia } = this.#context
    const pair = this.#pair
    const promised = decisions.promise(profile, features.defaultMaxSize)
    const listener = openMedia.listener
    const local = offer ? answerTo(offer, promised, listener, versionNow()) : offerOf(promised, listener, versionNow())
    const transport = this.#incoming.flow.transport
    this.#finish()
    const response = sip.reply(this.#incoming, 200, {
      toTag: this.#toTag,
      headers: [
        ...recordRoutes(this.#incoming),
        ['Contact', sip.contact(transport)],
        ...optionsHeaders,
        ['Content-Type', 'application/sdp'],
      ],
      body: serialiseSdp(local.description),
    })
    const dialog = Dialog.ofServer(this.#incoming.request, response, sip.endpoint(transport))
    const addresses = { simple: sipAddress(pair.simple), imps: sipAddress(pair.imps) }
    const media = openMedia.open({ local, profile, promised, pair, addresses })
    const parts = { state, dialog, transport, profile, promised, local, remote: offer, media, addresses }
    const session = new Session(parts, this.#context)
    session.begin()
    session.awaitAck(this.#incoming, response)
  }

  /** Expires ends the set-up; a long one is kept alive through the proxies (RFC 3261 §13.3.1, §13.3.1.1). */
  #watchTime(): void {
    const { clock, timers } = this.#context
    const expires = /^\d{1,9}$/.exec(headerValue(this.#incoming.request, 'expires') ?? '')?.[0]
    if (expires !== undefined) this.#timers.push(clock.after(Number(expires) * 1000, () => this.#abort('expired')))
    if (timers.T_CAP > timers.T_ALERT) this.#alertLater()
  }

  #alertLater(): void {
    const { clock, timers, sip } = this.#context
    const timer = clock.after(timers.T_ALERT, () => {
      const transport = this.#incoming.flow.transport
      const response = sip.reply(this.#incoming, 183, {
        toTag: this.#toTag,
        headers: [...recordRoutes(this.#incoming), ['Contact', sip.contact(transport)]],
      })
      if (!this.#early) {
        this.#early = Dialog.ofServer(this.#incoming.request, response, sip.endpoint(transport))
        sip.adopt(this.#early, this)
      }
      this.#alertLater()
    })
    this.#timers.push(timer)
  }

  #abort(because: string): void {
    if (this.#answered) return
    this.#finish()
    this.#context.sip.reply(this.#incoming, 487, { toTag: this.#toTag })
    this.#log('session.aborted', { because })
    this.#over.resolve()
  }

  #finish(): void {
    this.#answered = true
    for (const timer of this.#timers) timer.cancel()
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
