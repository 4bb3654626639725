import type { Bound as NamedBound } from '../../fixtures/bounds.ts'
import type { Duration } from '../../fixtures/catalogue/duration.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { cite, citeWindow, satisfied, unobservable, violated, type Finding } from './finding.ts'

/** A bound on time: from a cause, for so long. A named bound of the fixtures shows its clause when it is passed. */
export interface Bound {
  readonly after: AnyObserved
  readonly within: Duration | NamedBound
}

/**
 * Exactly `n` messages, none before the cause, all by the bound. Fewer is a violation only if the recorder watched
 * until the bound; one that is late by no more than the recorder itself was held up is unobservable.
 */
export function exactly(
  trace: Pick<Trace, 'endedAt'>,
  n: number,
  what: string,
  messages: readonly AnyObserved[],
  by: Bound,
): Finding {
  const { ms, source } = lengthOf(by.within)
  const due = by.after.at + ms
  const cause = cite('cause', by.after)
  const offends = [...cause, ...cite('offends', ...messages), citeWindow(by.after.at, due)]
  if (messages.length > n) return violated(`${messages.length} ${what} instead of ${n}`, ...offends)
  if (messages.some(message => message.at < by.after.at)) return violated(`${what} came before its cause`, ...offends)
  const late = messages.find(message => message.at - message.lag > due)
  if (late) return violated(`${what} came ${Math.round(late.at - due)} ms late${source}`, ...offends)
  const perhapsLate = messages.find(message => message.at > due)
  if (perhapsLate)
    return unobservable(
      `${what} came ${Math.round(perhapsLate.at - due)} ms late, but the recorder was delayed by ${Math.round(perhapsLate.lag)} ms`,
      ...cause,
      ...cite('effect', perhapsLate),
    )
  if (messages.length === n) return satisfied(...cause, ...cite('effect', ...messages))
  if (trace.endedAt < due) return unobservable(`the recording ended before ${what} was due`, ...cause)
  return violated(
    messages.length === 0
      ? `no ${what} within ${Math.round(ms)} ms${source}`
      : `only ${messages.length} of ${n} ${what} within ${Math.round(ms)} ms${source}`,
    ...offends,
  )
}

/** At least one by the bound, counted from the cause. */
export function some(
  trace: Pick<Trace, 'endedAt'>,
  what: string,
  messages: readonly AnyObserved[],
  by: Bound,
): Finding {
  return exactly(trace, 1, what, messages.filter(message => message.at >= by.after.at).slice(0, 1), by)
}

function lengthOf(within: Bound['within']): { readonly ms: number; readonly source: string } {
  return typeof within === 'number' ? { ms: within, source: '' } : { ms: within.ms, source: ` [${within.clause}]` }
}
