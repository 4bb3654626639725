import { claims } from '../../fixtures/catalogue/ics.ts'
import { PREFLIGHT, type Execution } from '../../trace/execution.ts'
import type { Contradiction, RuleEvidence } from '../outcome.ts'
import type { RunView } from '../run-view.ts'
import { traceOf } from '../trace-view.ts'
import { truthItems } from './index.ts'
import type { Declared, TruthItem, Use } from './truth-item.ts'

/** A reader needs the first messages, not all. */
const MOST_EVIDENCE = 5

interface Seen {
  readonly execution: Execution
  readonly use: Use
}

/** Whether an item is declared, unless the ICS leaves it open. */
const isDeclared = ({ item, declared }: TruthItem, ics: Declared): boolean | undefined =>
  declared ? declared(ics) : claims(ics, item)

/**
 * Where the ICS is not true: a feature that it does not declare and that was seen to work, in whatever case, or one that
 * it declares and that was refused whenever it was asked for. What was seen in probes of excluded rows only is told, but
 * does not count.
 */
export function contradictionsIn(view: RunView): readonly Contradiction[] {
  const seen = truthItems.map((): Seen[] => [])
  for (const execution of view.attribution.executions) {
    if (execution.begin.case === PREFLIGHT) continue
    const trace = traceOf(view, execution)
    for (const [index, item] of truthItems.entries())
      seen[index]?.push(...item.uses(trace).map(use => ({ execution, use })))
  }
  return truthItems.flatMap((item, index): Contradiction[] => {
    const declared = isDeclared(item, view.run.ics)
    const all = seen[index] ?? []
    const working = all.filter(({ use }) => use.works)
    if (declared === false && working.length > 0) return [contradiction(item, 'undeclared but working', working, view)]
    if (declared === true && working.length === 0 && all.length > 0)
      return [contradiction(item, 'declared but refused', all, view)]
    return []
  })
}

function contradiction(
  { item, feature }: TruthItem,
  kind: Contradiction['kind'],
  seen: readonly Seen[],
  view: RunView,
): Contradiction {
  const counting = seen.filter(({ execution }) => !view.isProbe(execution))
  const told = counting.length > 0 ? counting : seen
  return {
    item,
    feature,
    kind,
    counts: counting.length > 0,
    cases: [...new Set(told.map(({ execution }) => execution.begin.case))],
    evidence: told.slice(0, MOST_EVIDENCE).map(({ execution, use }): RuleEvidence => ({
      role: 'effect',
      because: use.because,
      execution: execution.id,
      message: use.shown.id,
      connection: use.shown.connection,
    })),
  }
}
