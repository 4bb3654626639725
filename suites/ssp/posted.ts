import { httpAnswerTo } from '../../judge/readers/http.ts'
import type { SspMessages } from '../../judge/readers/ssp.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import { cite, every, need, satisfied, unobservable, violated, type Finding } from '../../judge/vocabulary/index.ts'

/** For checks: what became of documents that the IMPS server posted by hand, and of its sessions. */

/**
 * Answers of the implementation after a document was posted, under a transaction id that belongs to it: `posts` makes
 * ids that occur nowhere else, and a document of several transactions lengthens its own.
 */
export const answersUnder = (trace: Trace, document: AnyObserved): SspMessages => {
  const transaction = transactionIn(document)
  return trace.ssp.filter(
    ({ from, at, message }) =>
      from === 'iwf' &&
      at >= document.at &&
      message.kind === 'answer' &&
      transaction !== undefined &&
      message.transaction.startsWith(transaction),
  )
}

/** The first transaction id in the octets, whether or not they can be read. */
const transactionIn = ({ octets }: AnyObserved): string | undefined =>
  /transactionID="([^"]*)"/.exec(octets.toString('latin1'))?.[1]

/** Refused by the HTTP layer, with a client error. */
export function refusedByHttp(trace: Trace, document: AnyObserved): Finding {
  const answer = httpAnswerTo(trace, document)
  return every('HTTP 4xx', answer ? [answer] : [], ({ status }) => status >= 400 && status < 500)
}

/** The domain of the execution's IMPS user. */
export const domainOfCase = (trace: Trace, role = 'bob'): string =>
  need(trace.cast[role], role).split('@')[1]?.toLowerCase() ?? ''

/** Set-up of sessions with the server of this execution, in the order of time. */
export const setUpWith = (trace: Trace, domain = domainOfCase(trace)): SspMessages =>
  trace.infrastructure.ssp.filter(({ owner, message }) => owner === domain && message.primitive === 'set-up')

/** First steps of set-ups that the implementation begins with the server of this execution. */
export const setUpsBegunByIwf = (trace: Trace): SspMessages =>
  setUpWith(trace).filter(
    ({ from, message }) => from === 'iwf' && message.name === 'SendSecretToken' && message.mode === 'Request',
  )

/**
 * A step of set-up is refused: by HTTP 4xx or 5xx, by a close without an answer, or by a LoginResponse with an error that
 * follows (`imps-ssp` §5.5, decision 7).
 */
export function httpRefusalOf(trace: Trace, step: AnyObserved): Finding {
  const { at, connection } = step
  const answer = trace.infrastructure.http.find(
    one => one.from === 'iwf' && one.connection === connection && one.firstEvent > step.lastEvent,
  )
  const refused = answer !== undefined && answer.message.status >= 400
  const login = setUpWith(trace).find(
    one => one.from === 'iwf' && one.at >= at && one.message.name === 'LoginResponse' && one.message.status >= 300,
  )
  if (login) return satisfied(...cite('cause', step), ...cite('effect', login))
  if (refused) return satisfied(...cite('cause', step), ...cite('effect', answer))
  // No HTTP response at all is what a bare close looks like.
  if (!answer) return satisfied(...cite('cause', step))
  return violated('it is acknowledged and nothing follows that refuses it', ...cite('offends', answer))
}

/** Set-ups that the implementation began: at most five in the time that stands for ten seconds (SSP-03, decision 22). */
export function noStorm(trace: Trace): Finding {
  const begun = setUpsBegunByIwf(trace)
  const [first] = begun
  if (!first) return unobservable('the implementation began no set-up')
  const { ms } = trace.bounds.sspSetUpStorm
  if (trace.endedAt < first.at + ms) return unobservable('the recording ended too early', ...cite('cause', first))
  const sixth = begun.find((one, index) => one.at - (begun[index - 5]?.at ?? -Infinity) < ms)
  return sixth
    ? violated(`six set-ups in ${ms} ms`, ...cite('offends', sixth), ...cite('cause', first))
    : satisfied(...cite('effect', ...begun))
}
