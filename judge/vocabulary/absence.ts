import type { AnyObserved, Messages, Trace } from '../trace.ts'
import { cite, citeWindow, satisfied, unobservable, violated, type Finding } from './finding.ts'

/**
 * No `what` before the barrier. Without a barrier every one is too early; without either nothing was observed, so it is
 * unobservable.
 */
export function noneBefore(
  what: string,
  messages: readonly AnyObserved[],
  barrier: AnyObserved | undefined,
  barrierName: string,
): Finding {
  const early = messages.filter(message => !barrier || message.at < barrier.at)
  if (early.length > 0)
    return violated(
      `${what} before ${barrier ? '' : 'any '}${barrierName}`,
      ...cite('offends', ...early),
      ...(barrier ? cite('cause', barrier) : []),
    )
  if (!barrier) return unobservable(`neither ${what} nor ${barrierName}`)
  return satisfied(...cite('cause', barrier), ...cite('effect', ...messages.slice(0, 1)))
}

/**
 * What must not be seen: a reader, which then tells the same kind among unclaimed traffic, or messages that were
 * selected already, beside which any unclaimed request of the implementation counts.
 */
export type Kind = readonly AnyObserved[] | ((seen: Messages) => readonly AnyObserved[])

/**
 * Nothing of the kind from its cause right to the end of the recording. Satisfied only when the silence `label` lay
 * after the cause, its probe came through, and no unclaimed traffic of that kind fell in it.
 */
export function none(trace: Trace, what: string, kind: Kind, since: AnyObserved, label: string): Finding {
  const from = since.at
  const seen = typeof kind === 'function' ? kind(trace) : kind
  const loud = seen.filter(message => message.at >= from)
  const window = citeWindow(from, trace.endedAt)
  if (loud.length > 0) return violated(`${what} seen`, ...cite('cause', since), ...cite('offends', ...loud), window)
  const quiet = trace.quiet(label)
  if (!quiet) return unobservable(`no silence "${label}" was observed`, window)
  if (quiet.to < from) return unobservable(`the silence "${label}" was over before its cause`, window)
  if (!quiet.proven) return unobservable('the probe did not come through, so silence proves nothing', window)
  const unclaimed = typeof kind === 'function' ? kind(trace.unclaimed) : requestsIn(trace.unclaimed)
  const spoilers = unclaimed.filter(message => message.at >= from)
  if (spoilers.length > 0)
    return unobservable(
      `${spoilers.length} ${what} of the implementation in that time could be attributed to no case`,
      window,
    )
  return satisfied(...cite('cause', since), window)
}

const requestsIn = (seen: Messages): readonly AnyObserved[] => [
  ...seen.sip.filter(({ message }) => message.kind === 'request'),
  ...seen.msrp.filter(({ message }) => message.kind !== 'response'),
  ...seen.ssp.filter(({ message }) => message.kind === 'query'),
]
