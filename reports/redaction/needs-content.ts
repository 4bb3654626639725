import type { CheckOutcome, RowOutcome, RuleOutcome, RunOutcome } from '../../judge/outcome.ts'
import type { RedactionRecord } from '../../trace/events.ts'

/**
 * What cannot be judged any more from a redacted log: each check, and each rule, that finds otherwise in it than in the
 * whole one, in its outcome, in what matched, or in the messages and octets that it cites. Both logs have the same
 * events, so nothing but the octets that were replaced can make the difference.
 */
export function needsContent(whole: RunOutcome, redacted: RunOutcome): RedactionRecord {
  const before = rowsOf(whole)
  const checks: Record<string, readonly number[]> = {}
  for (const [execution, row] of rowsOf(redacted)) {
    const others = before.get(execution)?.checks ?? []
    const differing = row.checks.flatMap((check, index) => (isSame(check, others[index]) ? [] : [index]))
    if (differing.length > 0) checks[execution] = differing
  }
  const rules = new Map(whole.rules.map(rule => [rule.id, rule]))
  const differing = redacted.rules.filter(rule => !isSameRule(rule, rules.get(rule.id))).map(({ id }) => id)
  const contradict = JSON.stringify(statedOf(whole)) !== JSON.stringify(statedOf(redacted))
  return { checks, rules: contradict ? [...differing, CONTRADICTIONS] : differing }
}

/** Stands among rules for what the traffic says against the ICS. */
const CONTRADICTIONS = 'contradictions'

const statedOf = ({ contradictions }: RunOutcome) =>
  contradictions.map(({ item, kind, counts, cases }) => ({ item, kind, counts, cases }))

/** Every attempt at every row, by execution. */
function rowsOf({ cases }: RunOutcome): ReadonlyMap<string, RowOutcome> {
  const all = cases.flatMap(({ rows, probes = [] }) => [...rows, ...probes])
  return new Map([...all, ...all.flatMap(({ earlier = [] }) => earlier)].map(row => [row.execution, row]))
}

const isSame = (one: CheckOutcome, other: CheckOutcome | undefined): boolean =>
  other !== undefined && one.outcome === other.outcome && one.matched === other.matched && cites(one) === cites(other)

const cites = ({ evidence }: CheckOutcome): string => JSON.stringify(evidence)

const isSameRule = (one: RuleOutcome, other: RuleOutcome | undefined): boolean =>
  other !== undefined &&
  one.outcome === other.outcome &&
  one.observed === other.observed &&
  JSON.stringify(one.cases) === JSON.stringify(other.cases)
