import { sum, times } from '../../fixtures/catalogue/duration.ts'
import { answeredWith, finalOf, requestOf } from '../../judge/readers/answered.ts'
import { finalTo, inCallOf, requests, sipMark } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, irrelevant, type Check } from '../../judge/vocabulary/index.ts'
import { parseSessionExpires } from '../../protocols/sip/delta-seconds.ts'
import { least, type Extension } from './extension.ts'

const timerIn = (message: { header(name: string): string | undefined }) =>
  parseSessionExpires(message.header('session-expires') ?? '')

/** The INVITE with a timer that was answered last: the second, where a 422 asked for one. */
const lastTimed = (trace: Trace) => (sipMark(trace, 'timed again') ? 'timed again' : 'timed')

/** What RFC 4028 asks of a server whose caller wants a session timer: too short a one, then the shortest. */
export const sessionTimers: readonly Check<Extension>[] = [
  check<Extension>(
    'R-31',
    'an interval below 90 s is refused with 422, or leads to no timer [RFC 4028 §9]',
    (trace, row) => {
      if (row !== 'timer') return irrelevant('no timer is asked for')
      const inTime = answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, { strict: [422, 200] })
      const answer = finalTo(trace, requestOf(trace, 'invite'))
      if (!answer) return inTime
      return allOf(
        inTime,
        every('Min-SE of 90 or more, or no Session-Expires', [answer], (message, final) =>
          final.message.status < 300
            ? message.header('session-expires') === undefined
            : Number.parseInt(message.header('min-se') ?? '', 10) >= least,
        ),
      )
    },
  ),
  check<Extension>(
    'R-31',
    'an interval of 90 s is kept, and refreshed by who was asked to [RFC 4028 §9]',
    (trace, row) => {
      if (row !== 'timer') return irrelevant('no timer is asked for')
      const label = lastTimed(trace)
      const asked = timerIn(requestOf(trace, label).message)?.interval ?? 0
      const inTime = answeredWith(trace, label, trace.bounds.finalAfterInvite, { strict: [200] })
      const answer = finalTo(trace, requestOf(trace, label))
      if (!answer) return inTime
      return allOf(
        inTime,
        every(`Session-Expires: ${asked};refresher=uas`, [answer], message => {
          const timer = timerIn(message)
          return timer !== undefined && timer.interval <= asked && timer.interval >= least && timer.refresher === 'uas'
        }),
      )
    },
  ),
  check<Extension>('R-31', 'and the session is refreshed before it expires [RFC 4028 §10]', (trace, row) => {
    if (row !== 'timer') return irrelevant('no timer is asked for')
    const final = finalOf(trace, lastTimed(trace))
    const timer = timerIn(final.message)
    if (timer?.refresher !== 'uas') return irrelevant('no timer was agreed on')
    const refreshes = inCallOf(requests(trace, 'INVITE', 'UPDATE'), final)
    const within = sum(times(timer.interval, trace.pixit.SECOND), trace.pixit.JITTER)
    return exactly(trace, 1, 'refresh', refreshes.slice(0, 1), { after: final, within })
  }),
]
