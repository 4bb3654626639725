import type { AcceptedDeviation, Baseline } from '../trace/baseline.ts'
import type { BaselineOutcome, CaseOutcome, DeviationOutcome, RuleOutcome, Verdict } from './outcome.ts'
import { caseVerdict, runVerdict, worstVerdict, WORST_FIRST, type Strictness } from './verdict.ts'

interface Judged {
  readonly cases: readonly CaseOutcome[]
  readonly rules: readonly RuleOutcome[]
}

/**
 * What became of the deviations that a baseline accepts. `startedAt` is the start of the run, ISO 8601 UTC: whether an
 * acceptance has expired depends on the day of the run, never on that of judging. Verdicts of cases stay what they are.
 */
export function baselineOutcome(
  { file, sha256, accepted }: Baseline,
  judged: Judged,
  startedAt: string,
  verdictWithout: Verdict,
): BaselineOutcome {
  const day = startedAt.slice(0, 'yyyy-mm-dd'.length)
  return { file, sha256, verdictWithout, deviations: accepted.map(each => deviationOutcome(each, judged, day)) }
}

function deviationOutcome(deviation: AcceptedDeviation, judged: Judged, day: string): DeviationOutcome {
  const found = foundOf(deviation, judged)
  return { ...deviation, ...(found === undefined ? {} : { found }), state: stateOf(deviation, found, day) }
}

/** The verdict on what the deviation is about; undefined when the run says nothing of it. */
function foundOf({ kind, id }: AcceptedDeviation, { cases, rules }: Judged): Verdict | undefined {
  switch (kind) {
    case 'case':
      return cases.find(each => each.id === id)?.verdict
    case 'row':
      return cases.flatMap(({ rows }) => rows).find(row => row.id === id)?.verdict
    case 'rule':
      return verdictOfRule(rules.find(rule => rule.id === id))
  }
}

function verdictOfRule(rule: RuleOutcome | undefined): Verdict | undefined {
  if (rule?.outcome === 'violated') return rule.level === 'must' ? 'fail' : 'warn'
  return rule?.outcome === 'satisfied' ? 'pass' : undefined
}

const RANK: readonly Verdict[] = WORST_FIRST

function stateOf(
  { kind, verdict, expires }: AcceptedDeviation,
  found: Verdict | undefined,
  day: string,
): DeviationOutcome['state'] {
  if (found === undefined || found === 'notApplicable') return 'not tested'
  // A warning needs no acceptance, unless it is what was accepted, or the violation of a rule.
  if (found === 'pass' || (found === 'warn' && verdict !== 'warn' && kind !== 'rule')) return 'passes'
  // Nobody can accept a fault of the harness on behalf of the implementation: it ranks above all that can be accepted.
  if (RANK.indexOf(found) < RANK.indexOf(verdict)) return 'worse'
  return day > expires ? 'expired' : 'accepted'
}

/**
 * The verdict of a case as it counts for the run: what is accepted counts as a warning, what was accepted until a day
 * that has passed as a failure.
 */
export function countedVerdict(
  { id, verdict, rows }: Pick<CaseOutcome, 'id' | 'verdict' | 'rows'>,
  deviations: readonly DeviationOutcome[],
): Verdict {
  const isIn = (state: DeviationOutcome['state'], kind: DeviationOutcome['kind'], of: string) =>
    deviations.some(each => each.state === state && each.kind === kind && each.id === of)
  const expired = isIn('expired', 'case', id) || rows.some(row => isIn('expired', 'row', row.id))
  const counted = (): Verdict => {
    if (isIn('accepted', 'case', id)) return 'warn'
    // What is wrong with a case beyond its rows, no acceptance of a row covers.
    if (caseVerdict(rows) !== verdict) return verdict
    return caseVerdict(rows.map(row => (isIn('accepted', 'row', row.id) ? { verdict: 'warn' } : row)))
  }
  return expired ? worstVerdict([counted(), 'fail']) : counted()
}

/** The verdict of a run as a baseline makes it. */
export function verdictWithBaseline(
  {
    cases,
    rules,
  }: {
    readonly cases: readonly CaseOutcome[]
    readonly rules: readonly Pick<RuleOutcome, 'id' | 'level' | 'outcome'>[]
  },
  deviations: readonly DeviationOutcome[],
  strictness: Strictness,
): Verdict {
  const stateOfRule = (id: string) => deviations.find(each => each.kind === 'rule' && each.id === id)?.state
  const counted = runVerdict(
    cases.map(each => ({ verdict: countedVerdict(each, deviations) })),
    rules.map(rule => (stateOfRule(rule.id) === 'accepted' ? { ...rule, level: 'should' } : rule)),
    strictness,
  )
  return deviations.some(({ state }) => state === 'expired') ? worstVerdict([counted, 'fail']) : counted
}
