import { sspDateTimeOf } from '../content/date-time.ts'
import type { Clock } from '../../protocols/clock.ts'
import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { essence } from '../../protocols/media-type.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { IncomingMessage } from '../../protocols/msrp/incoming-message.ts'
import type { Promised } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Features, Timers } from '../configuration.ts'
import { isControlType, takesControlType, type ControlFeatures } from '../content/control-types.ts'
import { deliverableOf } from '../content/deliverable.ts'
import { divided, withDivision } from '../content/division.ts'
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
  readonly features: ControlFeatures & Pick<Features, 'transcoding'>
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
    const divisible = this.#taken(profile).types.get('text/plain') ?? 0
    const whole: ClientProfile = { any: true, types: new Map(), anyLimit: Math.max(promised.maxSize, divisible) }
    if (!decisions.takesSize(whole, type ?? 'text/plain', announced - ENVELOPE)) chunk.respond(413, 'Message Too Large')
  }

  /** One message to the IMPS user for one complete message of the session. `gone`: the user is no more. */
  forward(message: IncomingMessage, { profile, pair }: SessionLimits, gone: (cause: number) => void): void {
    // A repetition is acknowledged and not delivered again (RFC 4975 §5.4).
    if (message.duplicate) return
    const { decisions, notifications } = this.#context
    const content = { type: message.contentType, octets: message.body }
    const deliverable = deliverableOf(content, this.#taken(profile), decisions, this.#controls(profile))
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
    const pieces = divided(transcoded(deliverable.content, profile), profile, this.#context.features.transcoding)
    void this.#carry(message, pieces, sspDateTimeOf(deliverable.dateTime), pair, notifier, gone)
  }

  /** What is taken in for the client, which may be more than he takes in one message (ICS-16). */
  #taken(profile: ClientProfile): ClientProfile {
    return withDivision(profile, this.#context.features.transcoding)
  }

  /** What is promised to whom takes anything must be taken (RFC 4975 §8.6). */
  #controls(profile: ClientProfile): ControlFeatures {
    const { imdn, isComposing } = this.#context.features
    return { imdn: imdn || profile.any, isComposing: isComposing || profile.any }
  }

  /** Sends the message, in pieces that keep their order; it is there when all are, and fails with the first that does. */
  async #carry(
    message: IncomingMessage,
    pieces: readonly Content[],
    dateTime: string,
    pair: Pair,
    notifier: Notifier | undefined,
    gone: (cause: number) => void,
  ): Promise<void> {
    const { imps, reports, decisions, clock, timers, log } = this.#context
    const fate = new MessageFate(message, decisions, notifier, pieces.length)
    const deliveryReport = message.successReport || notifier !== undefined
    // The answer is held back for a moment: an outcome known by then is in it, a later one in a REPORT (decision 19).
    const hold = clock.after(timers.T_HOLD, () => void message.respond(200, 'OK'))
    const sent = pieces.map(content => ({ messageId: this.#context.newMessageId(), content }))
    const { simple: sender, imps: recipient } = pair
    const answers = await Promise.all(
      sent.map(({ messageId, content }) => {
        if (deliveryReport) reports.expect(messageId, code => fate.reported(code))
        log.event('message.received', { messageId, from: sender, to: recipient, octets: content.octets.length })
        return imps.send({ messageId, sender, recipient, content, dateTime, deliveryReport }, timers.T_MSG)
      }),
    )
    hold.cancel()
    const answer = answers.find(({ kind }) => kind !== 'result')
    if (!answer || answer.kind === 'result') {
      fate.accepted()
      return
    }
    for (const { messageId } of sent) reports.forget(messageId)
    log.event('message.refused', { messageId: sent[0]?.messageId, ...answer })
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
  /** Pieces of which nobody has said that they were delivered. */
  #undelivered: number
  #reported = false

  constructor(
    message: IncomingMessage,
    decisions: Pick<Decisions, 'reportsSuccessOn' | 'msrpRefusal' | 'tellsOnce'>,
    notifier: Notifier | undefined,
    pieces: number,
  ) {
    this.#message = message
    this.#decisions = decisions
    this.#notifier = notifier
    this.#undelivered = pieces
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

  /** A delivery report of the IMPS domain; it may overtake the answer to the message. All pieces make a delivery. */
  reported(code: number): void {
    if (code < 300 && --this.#undelivered > 0) return
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
