import type { Observed } from '../../trace/observed.ts'
import { cite, satisfied, unobservable, violated, type Finding } from './finding.ts'

/** Holds for every one of at least one message; of none it is unobservable. */
export function every<M>(
  what: string,
  messages: readonly Observed<M>[],
  holds: (message: M, observed: Observed<M>) => boolean,
): Finding {
  if (messages.length === 0) return unobservable(`no message to look at for: ${what}`)
  const bad = messages.filter(observed => !holds(observed.message, observed))
  return bad.length > 0
    ? violated(`not so: ${what}`, ...cite('offends', ...bad))
    : satisfied(...cite('effect', ...messages))
}

/** Holds for at least one message, taken together; of none it is unobservable. */
export function all<M>(
  what: string,
  messages: readonly Observed<M>[],
  hold: (messages: readonly Observed<M>[]) => boolean,
): Finding {
  if (messages.length === 0) return unobservable(`no message to look at for: ${what}`)
  return hold(messages)
    ? satisfied(...cite('effect', ...messages))
    : violated(`not so: ${what}`, ...cite('offends', ...messages))
}
