import { sspDateTimeOf } from '../content/date-time.ts'
import type { Clock } from '../../protocols/clock.ts'
import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { essence } from '../../protocols/media-type.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { IncomingMessage } from '../../protocols/msrp/incoming-message.ts'
import type { Promised } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Timers } from '../configuration.ts'
import { isControlType, takesControlType, type ControlFeatures } from '../content/control-types.ts'
import { deliverableOf } from '../content/deliverable.ts'
import { transcoded } from '../content/transcoding.ts'
import type { Decisions } from '../decisions.ts'
import { undeliverable, type MsrpRefusal } from '../error-mapping/imps-to-msrp.ts'
import { codeOf } from '../error-mapping/answer-code.ts'
import type { Content, ImpsDomain } from '../imps-domain.ts'
import type { Notifications, Notifier } from '../imdn/notifications.ts'
import type { Log } from '../log.ts'
import type { Pair } from '../pair.ts'
import type { DeliveryReports } from './delivery-reports.ts'

export interface ForwardingContext {
  readonly imps: ImpsDomain
  readonly reports: DeliveryReports
  readonly decisions: Decisions
  readonly clock: Clock
  readonly timers: Pick<Timers, 'T_MSG' | 'T_HOLD'>
  readonly features: ControlFeatures
  readonly notifications: Notifications
  readonly newMessageId: () => string
  readonly log: Log
}

/** What a session promised, and between whom it is. */
export interface SessionLimits {
  readonly profile: ClientProfile
  readonly promised: Promised
  readonly pair: Pair
}

/** Octets that the CPIM or MIME wrapper of a message may add to what the client's limit is about. */
const ENVELOPE = 1024
const CONTAINER = /^(message\/cpim|multipart\/(mixed|alternative))$/

/** Carries messages of SIMPLE users from their sessions to the IMPS domain, and their fate back. */
export class MessageForwarding {
  readonly #context: ForwardingContext

  constructor(context: ForwardingContext) {
    this.#context = context
  }

  /** Refuses as early as it can be known: a type that was not promised, or more octets than anything may have. */
  checkChunk(chunk: IncomingChunk, { profile, promised }: SessionLimits): void {
    const { decisions } = this.#context
    const type = chunk.contentType === undefined ? undefined : essence(chunk.contentType)
    const taken = (bare: string) =>
      isControlType(bare) ? takesControlType(bare, this.#controls(profile)) : decisions.takesType(profile, bare)
    if (type !== undefined && !CONTAINER.test(type) && !taken(type)) {
      chunk.respond(415, 'Unsupported Media Type')
      return
    }
    const { end, total } = chunk.range
    const announced = Math.max(end === '*' ? 0 : end, total === '*' ? 0 : total)
    const whole: ClientProfile = { any: true, types: new Map(), anyLimit: promised.maxSize }
    if (!decisions.takesSize(whole, type ?? 'text/plain', announced - ENVELOPE)) chunk.respond(413, 'Message Too Large')
  }

  /** One message to the IMPS user for one complete message of the session. `gone`: the user is no more. */
  forward(message: IncomingMessage, { profile, pair }: SessionLimits, gone: (cause: number) => void): void {
    // A repetition is acknowledged and not delivered again (RFC 4975 §5.4).
    if (message.duplicate) return
    const { decisions, notifications } = this.#context
    const content = { type: message.contentType, octets: message.body }
    const deliverable = deliverableOf(content, profile, decisions, this.#controls(profile))
    if (deliverable.kind === 'consumed') {
      if (deliverable.control.type === imdnMediaType) notifications.received(deliverable.control.octets)
      return
    }
    if (deliverable.kind === 'refused') {
      message.respond(deliverable.status)
      return
    }
    message.hold()
    const notifier = deliverable.wanted && notifications.notifier(deliverable.wanted, pair)
    const fit = transcoded(deliverable.content, profile)
    void this.#carry(message, fit, sspDateTimeOf(deliverable.dateTime), pair, notifier, gone)
  }

  /** What is promised to whom takes anything must be taken (RFC 4975 §8.6). */
  #controls(profile: ClientProfile): ControlFeatures {
    const { imdn, isComposing } = this.#context.features
    return { imdn: imdn || profile.any, isComposing: isComposing || profile.any }
  }

  async #carry(
    message: IncomingMessage,
    content: Content,
    dateTime: string,
    pair: Pair,
    notifier: Notifier | undefined,
    gone: (cause: number) => void,
  ): Promise<void> {
    const { imps, reports, decisions, clock, timers, log } = this.#context
    const messageId = this.#context.newMessageId()
    const fate = new MessageFate(message, decisions, notifier)
    const deliveryReport = message.successReport || notifier !== undefined
    if (deliveryReport) reports.expect(messageId, code => fate.reported(code))
    // The answer is held back for a moment: an outcome known by then is in it, a later one in a REPORT (decision 19).
    const hold = clock.after(timers.T_HOLD, () => void message.respond(200, 'OK'))
    log.event('message.received', { messageId, from: pair.simple, to: pair.imps, octets: content.octets.length })
    const answer = await imps.send(
      {
        messageId,
        sender: pair.simple,
        recipient: pair.imps,
        content,
        dateTime,
        deliveryReport,
      },
      timers.T_MSG,
    )
    hold.cancel()
    if (answer.kind === 'result') {
      fate.accepted()
      return
    }
    reports.forget(messageId)
    log.event('message.refused', { messageId, ...answer })
    const refusal = answer.kind === 'refused' ? decisions.msrpRefusal(answer.code) : undeliverable
    if (refusal) fate.refused(refusal, codeOf(answer))
    else fate.hidden()
    if (refusal?.endWith !== undefined) gone(refusal.endWith)
  }
}

/** What the sender of a message is told: once, and success only when it is true (RFC 4975 §5.3, R-35). */
class MessageFate {
  readonly #message: IncomingMessage
  readonly #decisions: Pick<Decisions, 'reportsSuccessOn' | 'msrpRefusal' | 'tellsOnce'>
  /** Speaks in addition to responses and REPORTs, where the author asked for it. */
  readonly #notifier: Notifier | undefined
  #reported = false

  constructor(
    message: IncomingMessage,
    decisions: Pick<Decisions, 'reportsSuccessOn' | 'msrpRefusal' | 'tellsOnce'>,
    notifier: Notifier | undefined,
  ) {
    this.#message = message
    this.#decisions = decisions
    this.#notifier = notifier
  }

  accepted(): void {
    this.#message.respond(200, 'OK')
    this.#notifier?.accepted()
    if (this.#decisions.reportsSuccessOn('accepted')) this.#report(200)
  }

  refused(refusal: MsrpRefusal, code: number): void {
    this.#notifier?.settled(code)
    if (this.#message.last.status === undefined) this.#message.respond(refusal.response)
    else this.#report(refusal.report)
  }

  /** The refusal is not for the author to know. */
  hidden(): void {
    this.#message.respond(200, 'OK')
  }

  /** The delivery report of the IMPS domain; it may overtake the answer to the message. */
  reported(code: number): void {
    this.#message.respond(200, 'OK')
    const refusal = code >= 300 ? this.#decisions.msrpRefusal(code) : undefined
    if (code >= 300 && !refusal) return
    this.#notifier?.settled(code)
    if (refusal) this.#report(refusal.report)
    else if (this.#decisions.reportsSuccessOn('delivered')) this.#report(200)
  }

  #report(status: number): void {
    if (this.#reported && this.#decisions.tellsOnce()) return
    this.#reported = true
    this.#message.report(status, status === 200 ? 'OK' : undefined)
  }
}
