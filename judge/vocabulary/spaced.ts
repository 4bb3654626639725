import type { Duration } from '../../fixtures/catalogue/duration.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { cite, citeWindow, satisfied, unobservable, violated, type Finding } from './finding.ts'

/**
 * All of the schedule and no more, each interval as scheduled. A recorder that was held up for longer than the
 * tolerance cannot tell.
 */
export function spaced(
  trace: Pick<Trace, 'endedAt'>,
  what: string,
  messages: readonly AnyObserved[],
  schedule: readonly Duration[],
  tolerance: Duration,
): Finding {
  const first = messages[0]
  if (!first) return unobservable(`no ${what}`)
  const effects = cite('effect', ...messages)
  let before = first
  let due = first.at
  for (const [index, interval] of schedule.entries()) {
    const next = messages[index + 1]
    const number = index + 2
    due += interval
    if (!next)
      return trace.endedAt < due + tolerance
        ? unobservable(`the recording ended before ${what} ${number} was due`, ...effects)
        : violated(
            `only ${messages.length} ${what}; number ${number} was due`,
            ...effects,
            citeWindow(before.at, due + tolerance),
          )
    const lag = before.lag + next.lag
    if (lag > tolerance)
      return unobservable(`the recorder was delayed by ${Math.round(lag)} ms`, ...cite('effect', before, next))
    const off = next.at - before.at - interval
    if (Math.abs(off) > tolerance)
      return violated(
        `${what} ${number} came ${Math.round(off)} ms off its schedule`,
        ...cite('offends', next),
        ...cite('cause', before),
      )
    before = next
  }
  const extra = messages.slice(schedule.length + 1)
  return extra.length > 0
    ? violated(`${what} after the end of the schedule`, ...cite('offends', ...extra))
    : satisfied(...effects)
}
