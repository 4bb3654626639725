import type { Duration } from '../../fixtures/catalogue/duration.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { cite, citeWindow, satisfied, unobservable, violated, type Finding } from './finding.ts'

/**
 * All of the schedule and no more, each interval as scheduled. A recorder that was held up for longer than the
 * tolerance cannot tell; nor can one say, of a message that is off by no more than the recorder was held up all in all
 * since the one before the last, whose fault that is: timers of an implementation on the same machine run late as well,
 * and a late one makes the next interval short.
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
  let earlier = first
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
    if (Math.abs(off) > tolerance) {
      const because = `${what} ${number} came ${Math.round(off)} ms off its schedule`
      const heldUp = next.lagSince(earlier.at)
      if (Math.abs(off) <= tolerance + heldUp)
        return unobservable(
          `${because}, but the recorder was held up for ${Math.round(heldUp)} ms meanwhile`,
          ...cite('effect', before, next),
        )
      return violated(because, ...cite('offends', next), ...cite('cause', before))
    }
    earlier = before
    before = next
  }
  const extra = messages.slice(schedule.length + 1)
  return extra.length > 0
    ? violated(`${what} after the end of the schedule`, ...cite('offends', ...extra))
    : satisfied(...effects)
}
