import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { parseSipDate } from '../../protocols/sip/sip-date.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Configuration } from '../configuration.ts'
import { sspDateTimeOf } from '../content/date-time.ts'
import { deliverableOf, type Deliverable } from '../content/deliverable.ts'
import type { Decisions } from '../decisions.ts'
import { codeOf } from '../error-mapping/answer-code.ts'
import { sipRefusal, type SipRefusal } from '../error-mapping/imps-to-sip.ts'
import { retryAfter } from '../error-mapping/retry-after.ts'
import type { Notifications, Notifier } from '../imdn/notifications.ts'
import type { Answer, Content, ImpsDomain, MessageForImps } from '../imps-domain.ts'
import type { Log } from '../log.ts'
import type { Pair } from '../pair.ts'
import type { DeliveryReports } from '../session/delivery-reports.ts'
import type { SipFront } from '../sip/sip-front.ts'

export interface PagerReceiverContext {
  readonly sip: SipFront
  readonly imps: ImpsDomain
  readonly reports: DeliveryReports
  readonly notifications: Notifications
  readonly decisions: Decisions
  readonly features: Pick<Configuration['features'], 'imdn' | 'isComposing' | 'messageAnswer'>
  readonly timers: Pick<Configuration['timers'], 'T_MSG' | 'T1'>
  readonly log: Log
  readonly newMessageId: () => string
}

/** Nothing is known of the client here: the IMPS server is left to judge types and sizes. */
const anything: ClientProfile = { any: true, types: new Map(), anyLimit: undefined }

/** A message that is on its way to the IMPS domain. */
interface Dispatch {
  readonly message: MessageForImps
  readonly notifier: Notifier | undefined
}

/**
 * Carries a MESSAGE to the IMPS user and answers it: 202, since a gateway cannot know of the delivery (RFC 3428 §7), or
 * the error; once the server has answered, or at once where the features say so. Within 64·T1 at any rate, for later
 * nobody listens (RFC 4320 §4.2).
 */
export async function carryMessage(
  incoming: IncomingRequest,
  pair: Pair,
  context: PagerReceiverContext,
): Promise<void> {
  const content = contentOf(incoming.request)
  const deliverable = acceptable(incoming, content, context)
  if (!deliverable) return
  const dispatch = dispatchOf(incoming.request, deliverable, pair, context)
  const { sip, features, decisions } = context
  incoming.transaction.user = { repeated: () => decisions.onRepeatedMessage(() => void send(dispatch, context)) }
  if (features.messageAnswer === 'AT-ONCE') {
    sip.reply(incoming, 202, decisions.acceptanceOfMessage())
    const answer = await send(dispatch, context)
    // Nobody else will tell the author any more; without a request for notifications nobody does.
    if (answer.kind !== 'result') dispatch.notifier?.settled(codeOf(answer))
    return
  }
  // No notification on top of a refusal (RFC 5438 §12.1.3.1).
  answerMessage(incoming, await send(dispatch, context), context)
}

/** The same content to several IMPS users: 202 at once, which says nothing of any of them (RFC 5365 §7). */
export function carryToMany(
  incoming: IncomingRequest,
  content: Content,
  pairs: readonly Pair[],
  context: PagerReceiverContext,
): void {
  const deliverable = acceptable(incoming, content, context)
  if (!deliverable) return
  context.sip.reply(incoming, 202)
  for (const pair of pairs) {
    const dispatch = dispatchOf(incoming.request, deliverable, pair, context)
    void send(dispatch, context).then(answer => {
      if (answer.kind !== 'result') dispatch.notifier?.settled(codeOf(answer))
    })
  }
}

export const contentOf = (request: SipRequest): Content => ({
  type: headerValue(request, 'content-type') ?? 'text/plain',
  octets: request.body,
})

type ForTheUser = Extract<Deliverable, { kind: 'content' }>

/** What of the content is for the IMPS user; everything else is answered here. */
function acceptable(
  incoming: IncomingRequest,
  content: Content,
  { sip, decisions, features, notifications }: PagerReceiverContext,
): ForTheUser | undefined {
  const deliverable = deliverableOf(content, anything, decisions, features)
  switch (deliverable.kind) {
    case 'consumed':
      if (deliverable.control.type === imdnMediaType) notifications.received(deliverable.control.octets)
      sip.reply(incoming, 202)
      return undefined
    case 'refused': {
      const status = deliverable.status === 413 ? 415 : deliverable.status
      sip.reply(incoming, status, {
        headers: status === 415 && decisions.namesAcceptedTypes() ? [sip.acceptedInMessage] : [],
      })
      return undefined
    }
    case 'content':
      break
  }
  if (remainingValidity(incoming.request) !== 0) return deliverable
  // Too late to be worth anything: it is dropped, and the author is told (RFC 3428 §7).
  const { status, reason } = sipRefusal('expired', 'MESSAGE')
  sip.reply(incoming, status, { reason })
  return undefined
}

function dispatchOf(
  request: SipRequest,
  { content, dateTime, wanted, cpimFrom }: ForTheUser,
  pair: Pair,
  { newMessageId, notifications, decisions }: PagerReceiverContext,
): Dispatch {
  const validity = decisions.validityOf(remainingValidity(request))
  const notifier = wanted && notifications.notifier(wanted, pair)
  const message: MessageForImps = {
    messageId: newMessageId(),
    sender: decisions.authorOf(pair.simple, cpimFrom),
    recipient: pair.imps,
    content,
    dateTime: sspDateTimeOf(dateTime ?? headerValue(request, 'date')),
    ...(validity === undefined ? {} : { validity }),
    deliveryReport: notifier !== undefined,
  }
  return { message, notifier }
}

async function send({ message, notifier }: Dispatch, context: PagerReceiverContext): Promise<Answer<void>> {
  const { imps, reports, timers, log } = context
  const { messageId, sender, recipient } = message
  log.event('pager.received', { messageId, from: sender, to: recipient })
  if (notifier) reports.expect(messageId, code => notifier.settled(code))
  const answer = await imps.send(message, Math.min(timers.T_MSG, 60 * timers.T1))
  if (answer.kind === 'result') notifier?.accepted()
  else reports.forget(messageId)
  return answer
}

function answerMessage(incoming: IncomingRequest, answer: Answer<void>, context: PagerReceiverContext): void {
  const { sip, decisions } = context
  if (answer.kind === 'result') {
    sip.reply(incoming, 202, decisions.acceptanceOfMessage())
    return
  }
  if (answer.kind === 'silent') decisions.onUnansweredMessage(incoming, () => refuseMessage(incoming, answer, context))
  else refuseMessage(incoming, answer, context)
}

type NoResult = Exclude<Answer<void>, { kind: 'result' }>

function refuseMessage(incoming: IncomingRequest, answer: NoResult, { sip, decisions }: PagerReceiverContext): void {
  const { status, reason } = refusalOf(answer, decisions)
  const seconds = retryAfter(status, answer.kind === 'refused' ? answer.tryAgainTimeout : undefined)
  sip.reply(incoming, status, {
    reason,
    headers: [
      ...(seconds === undefined ? [] : [['Retry-After', seconds] as const]),
      ...(status === 415 && decisions.namesAcceptedTypes() ? [sip.acceptedInMessage] : []),
    ],
  })
}

function refusalOf(answer: NoResult, decisions: Decisions): SipRefusal {
  switch (answer.kind) {
    case 'refused':
      return decisions.sipRefusal(answer.code, 'MESSAGE')
    case 'silent':
      return sipRefusal('timeout', 'MESSAGE')
    case 'unreachable':
      return sipRefusal('unreachable', 'MESSAGE')
    case 'garbled':
      return sipRefusal('gateway-fault', 'MESSAGE')
    case 'no-route':
      return sipRefusal('unknown', 'MESSAGE')
  }
}

/** Seconds of Expires that are left, counted from Date where there is one (RFC 3428 §7). */
function remainingValidity(request: SipRequest): number | undefined {
  const expires = /^\d{1,10}/.exec(headerValue(request, 'expires') ?? '')?.[0]
  if (expires === undefined) return undefined
  const sent = parseSipDate(headerValue(request, 'date') ?? '')
  const age = sent === undefined ? 0 : Math.max(0, Math.round((Date.now() - sent) / 1000))
  return Math.max(0, Number(expires) - age)
}
