import { sum, times, type Duration } from '../../fixtures/catalogue/duration.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { answeredWith, finalOf } from '../../judge/readers/answered.ts'
import { acceptanceOf, inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { inCallOf, requests, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  cite,
  exactly,
  finalIn,
  irrelevant,
  need,
  satisfied,
  should,
  unobservable,
  violated,
  type Check,
} from '../../judge/vocabulary/index.ts'
import { parseRetryAfter, parseSessionExpires } from '../../protocols/sip/delta-seconds.ts'

/** What a row of TMR-06 is about. */
export type What = 'idle' | 'not-refreshed' | 'try-again'

/** Seconds of TryAgainTimeout. */
export const later = 30
/** Responses that may carry Retry-After (RFC 3261 §20.33). */
const mayRetry = [404, 413, 480, 486, 500, 503, 600, 603]
/** RFC 4028 §10: a session is given up so many seconds before its end. */
const margin = 32

const byes = (trace: Trace) => withoutRetransmissions(inCallOf(requests(trace, 'BYE'), inviteOf(trace)))
/** The end of the last traffic in the session: what passed on MSRP before the BYE. */
const lastTraffic = (trace: Trace): AnyObserved => need(traffic(trace).at(-1), 'MSRP message')
const traffic = (trace: Trace): readonly AnyObserved[] => {
  const before = byes(trace)[0]?.at ?? trace.endedAt
  return trace.msrp.filter(({ at }) => at <= before)
}
/**
 * So much earlier than it was read may the last message have been sent: by as long as the recorder was held up since the
 * one before.
 */
const readLate = (trace: Trace): number => {
  const last = lastTraffic(trace)
  return last.lagSince(traffic(trace).at(-2)?.at ?? last.at)
}
/** The interval that the 2xx agrees to, when it leaves the refreshing to the caller. */
const agreed = (trace: Trace): Duration | undefined => {
  const written = acceptanceOf(trace).message.header('session-expires')
  const timer = written === undefined ? undefined : parseSessionExpires(written)
  return timer?.refresher === 'uac' ? times(timer.interval, trace.pixit.SECOND) : undefined
}

/** A session that is idle, or not refreshed, is ended and forgotten. */
export const endedSessions: readonly Check<What>[] = [
  check<What>('R-44', 'one BYE when T_IDLE has passed since the last message, and not before', (trace, row) => {
    if (row !== 'idle') return irrelevant('the session is not left idle')
    const last = lastTraffic(trace)
    const due = last.at + trace.pixit.T_IDLE - trace.pixit.JITTER
    const early = byes(trace).filter(({ at }) => at < due)
    const delayed = readLate(trace)
    if (early.some(({ at, lag }) => at + lag < due - delayed))
      return violated('BYE during traffic', ...cite('offends', ...early), ...cite('cause', last))
    if (early.length > 0)
      return unobservable(
        `early, but the recorder was held up for ${Math.round(delayed)} ms`,
        ...cite('effect', ...early),
      )
    return exactly(trace, 1, 'BYE', byes(trace), { after: last, within: trace.bounds.byeAfterIdle })
  }),
  should<What>('R-44', 'BYE near the end of an interval without refresh [RFC 4028 §10]', (trace, row) => {
    if (row !== 'not-refreshed') return irrelevant('the session has no timer')
    const interval = agreed(trace)
    if (interval === undefined) return irrelevant('the 2xx leaves no refreshing to the caller')
    const accepted = acceptanceOf(trace)
    const spared = Math.min(margin * trace.pixit.SECOND, interval / 3)
    const early = byes(trace).filter(({ at }) => at < accepted.at + interval - spared - trace.pixit.JITTER)
    if (early.length > 0) return violated('BYE long before the end', ...cite('offends', ...early))
    const within = { ms: sum(interval, trace.pixit.GRACE), clause: 'RFC 4028 §10: near the end of the interval' }
    return exactly(trace, 1, 'BYE', byes(trace), { after: accepted, within })
  }),
  check<What>('R-44', 'the dialog is gone after the BYE: OPTIONS in it gets 481', (trace, row) => {
    if (row === 'try-again') return irrelevant('there was no session')
    if (byes(trace).length === 0) return irrelevant('there was no BYE')
    return answeredWith(trace, 'options', trace.bounds.optionsAnswer, { strict: [481] })
  }),
]

/** A server that asks to be left alone for a time is passed on to the caller. */
export const toldLater: readonly Check<What>[] = [
  check<What>('R-37', 'a server that is unavailable refuses the session', (trace, row) => {
    if (row !== 'try-again') return irrelevant('the server answers')
    const call = negotiationWith(trace, 'bob')
    return finalIn(trace, call, impsStatus(503).invite, answerTo(trace, 'capability'), trace.bounds.finalAfterInvite)
  }),
  check<What>('R-37', 'Retry-After tells the time that the server told, where the response allows it', (trace, row) => {
    if (row !== 'try-again') return irrelevant('the server answers')
    const final = finalOf(trace, 'invite')
    const written = final.message.header('retry-after')
    const told = { ...satisfied(...cite('effect', final)), remark: 'the time to try again was not passed on' }
    if (written === undefined) return told
    const seconds = parseRetryAfter(written)?.after ?? Number.NaN
    const fits = Math.abs(seconds - later) <= 5
    const wrong = (because: string) => violated(because, ...cite('offends', final))
    return allOf(
      mayRetry.includes(final.message.status)
        ? satisfied(...cite('effect', final))
        : wrong(`Retry-After has no meaning in ${final.message.status}`),
      fits ? satisfied(...cite('effect', final)) : wrong(`Retry-After is ${written}, it should be about ${later}`),
    )
  }),
]
