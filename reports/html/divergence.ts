import type { CheckOutcome, RowOutcome } from '../../judge/outcome.ts'
import { inWords } from '../findings.ts'
import type { Ladder, LadderMessage, LadderNote } from './ladder.ts'

/** Where what was observed first parts from what was expected. */
export interface Divergence {
  /** Milliseconds since the start of the run. */
  readonly at: number
  /** The message that should not have been, or not so; undefined where something is missing. */
  readonly message?: LadderMessage
  readonly reason: string
}

/**
 * The first divergence of a row: the earliest message that violates a check, or, where something did not come, the end
 * of the time in which it was due. Violated checks count before unobservable ones, musts before shoulds. Undefined
 * where every check is satisfied, or nothing says when.
 */
export function firstDivergence({ checks }: RowOutcome, ladder: Ladder): Divergence | undefined {
  for (const group of [violated('must'), violated('should'), unobservable]) {
    const found = checks.filter(group).flatMap(check => divergenceOf(check, ladder) ?? [])
    if (found.length > 0) return found.reduce((first, one) => (one.at < first.at ? one : first))
  }
  return undefined
}

const violated =
  (wanted: CheckOutcome['level']) =>
  ({ outcome, level }: CheckOutcome): boolean =>
    outcome === 'violated' && level === wanted

const unobservable = ({ outcome, level }: CheckOutcome): boolean => outcome === 'unobservable' && level === 'must'

function divergenceOf(check: CheckOutcome, { messages, notes }: Ladder): Divergence | undefined {
  const reason = inWords(check)
  const cited = (role: 'offends' | 'cause') =>
    check.evidence.flatMap(({ role: own, message: number }) => {
      const found =
        own === role && messages.find(({ id, aliases = [] }) => id === number || aliases.includes(number ?? 0))
      return found ? [found] : []
    })
  const [offending] = cited('offends').sort((a, b) => a.at - b.at)
  if (offending) return { at: offending.at, message: offending, reason }
  const due = check.evidence.flatMap(({ window }) => (window ? [window[1]] : []))
  const times = due.length > 0 ? due : cited('cause').map(({ at }) => at)
  const stalled = notes.find(({ kind }) => kind === 'stall')
  if (times.length === 0 && stalled) return { at: stalled.at, reason }
  return times.length === 0 ? undefined : { at: Math.max(...times), reason }
}

/** The mark of a divergence on the time axis. */
export const divergenceNote = ({ at, reason }: Divergence): LadderNote => ({
  at,
  lane: 'iwf',
  kind: 'divergence',
  text: `first divergence: ${reason}`,
})
