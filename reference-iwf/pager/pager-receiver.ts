import { sspDateTimeOf } from '../content/date-time.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { Configuration } from '../configuration.ts'
import { deliverableOf } from '../content/deliverable.ts'
import type { Decisions } from '../decisions.ts'
import { sipRefusal, type SipRefusal } from '../error-mapping/imps-to-sip.ts'
import { retryAfter } from '../error-mapping/retry-after.ts'
import type { Answer, ImpsDomain, MessageForImps } from '../imps-domain.ts'
import type { Log } from '../log.ts'
import type { Pair } from '../pair.ts'
import { PAGER_TYPES } from '../sip/request-checks.ts'
import type { SipFront } from '../sip/sip-front.ts'

export interface PagerReceiverContext {
  readonly sip: SipFront
  readonly imps: ImpsDomain
  readonly decisions: Decisions
  readonly timers: Pick<Configuration['timers'], 'T_MSG' | 'T1'>
  readonly log: Log
  readonly newMessageId: () => string
}

/** Nothing is known of the client here: the IMPS server is left to judge types and sizes. */
const anything: ClientProfile = { any: true, types: new Map(), anyLimit: undefined }

/**
 * Carries a MESSAGE to the IMPS user and answers it once the server has: 202, since a gateway cannot know of the
 * delivery (RFC 3428 §7), or the error. Within 64·T1 at any rate, for later nobody listens (RFC 4320 §4.2).
 */
export async function carryMessage(
  incoming: IncomingRequest,
  pair: Pair,
  context: PagerReceiverContext,
): Promise<void> {
  const { sip, imps, decisions, timers, log } = context
  const { request } = incoming
  const content = { type: headerValue(request, 'content-type') ?? 'text/plain', octets: request.body }
  const deliverable = deliverableOf(content, anything, decisions)
  if (deliverable.kind === 'consumed') {
    sip.reply(incoming, 202)
    return
  }
  if (deliverable.kind === 'refused') {
    const status = deliverable.status === 413 ? 415 : deliverable.status
    sip.reply(incoming, status, status === 415 ? { headers: [['Accept', PAGER_TYPES.join(', ')]] } : {})
    return
  }
  const validity = remainingValidity(request)
  const message: MessageForImps = {
    messageId: context.newMessageId(),
    sender: pair.simple,
    recipient: pair.imps,
    content: deliverable.content,
    dateTime: sspDateTimeOf(deliverable.dateTime ?? headerValue(request, 'date')),
    ...(validity === undefined ? {} : { validity }),
    deliveryReport: false,
  }
  log.event('pager.received', { messageId: message.messageId, from: pair.simple, to: pair.imps })
  const answer = await imps.send(message, Math.min(timers.T_MSG, 60 * timers.T1))
  answerMessage(incoming, answer, context)
}

function answerMessage(
  incoming: IncomingRequest,
  answer: Answer<void>,
  { sip, decisions }: PagerReceiverContext,
): void {
  if (answer.kind === 'result') {
    sip.reply(incoming, 202)
    return
  }
  const { status, reason } = refusalOf(answer, decisions)
  const seconds = retryAfter(status, answer.kind === 'refused' ? answer.tryAgainTimeout : undefined)
  sip.reply(incoming, status, {
    reason,
    headers: [
      ...(seconds === undefined ? [] : [['Retry-After', seconds] as const]),
      ...(status === 415 ? [['Accept', PAGER_TYPES.join(', ')] as const] : []),
    ],
  })
}

function refusalOf(answer: Exclude<Answer<void>, { kind: 'result' }>, decisions: Decisions): SipRefusal {
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
  const sent = Date.parse(headerValue(request, 'date') ?? '')
  const age = Number.isNaN(sent) ? 0 : Math.max(0, Math.round((Date.now() - sent) / 1000))
  return Math.max(0, Number(expires) - age)
}
