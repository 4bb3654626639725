import type { CheckOutcome, CheckResult, Level, RuleOutcome, Verdict } from './outcome.ts'

/** Worst first. `notApplicable` is worse than nothing: see {@link runVerdict}. */
export const WORST_FIRST = ['error', 'fail', 'inconclusive', 'warn', 'pass'] as const satisfies readonly Verdict[]

/** The worst of some verdicts; those that do not apply count only when nothing else is there. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  const seen = new Set(verdicts)
  return WORST_FIRST.find(verdict => seen.has(verdict)) ?? 'notApplicable'
}

/** How a row came to its end. */
export type ScriptEnd =
  | 'completed'
  /** A wait of the preamble passed its bound: the case never got to its purpose. */
  | 'stalled in the preamble'
  | 'stalled'
  /** The recording ended before the row did. */
  | 'cut off'

/** What the vendor or reader chose about strictness. */
export interface Strictness {
  /** A lenient match is a violation (decision 12). */
  readonly strictOnly?: boolean
  /** Violations of derived requirements are warnings (decision 13). */
  readonly normativeOnly?: boolean
}

export const ordinaryStrictness: Strictness = {}

export interface RowFacts {
  readonly script: ScriptEnd
  /** False when the row declared behaviours of peers and none ever came into play: then it proves nothing. */
  readonly exercised: boolean
  /** A fault of the harness: the row is an `error` unless the implementation was already found wrong. */
  readonly fault?: string
  readonly class: 'mandatory' | 'should'
  readonly strictness: Strictness
  /** Whether a requirement is derived (level X). */
  isDerived(requirement: string): boolean
}

type Judged = Pick<CheckOutcome, 'requirement' | 'level' | 'outcome' | 'matched'>

/**
 * The verdict of a row: the first line of the table that applies (design §2). A violation found after the preamble
 * fails; a script that stalled or a must that cannot be told is inconclusive; a row of which nothing could be said is
 * an error, because a green run that checked nothing is the worst fault of a harness.
 */
export function rowVerdict(checks: readonly Judged[], facts: RowFacts): Verdict {
  const verdict = mandatoryVerdict(
    checks.map(check => asCounted(check, facts)),
    facts,
  )
  return verdict === 'fail' && facts.class === 'should' ? 'warn' : verdict
}

function mandatoryVerdict(checks: readonly Judged[], { script, exercised, fault }: RowFacts): Verdict {
  const has = (level: Level, outcome: CheckResult) =>
    checks.some(check => check.level === level && check.outcome === outcome)
  if (has('must', 'violated') && script !== 'stalled in the preamble') return 'fail'
  if (fault !== undefined) return 'error'
  if (script !== 'completed' || !exercised || has('must', 'unobservable')) return 'inconclusive'
  if (has('should', 'violated') || checks.some(check => check.matched === 'lenient')) return 'warn'
  return checks.some(check => check.outcome === 'satisfied') ? 'pass' : 'error'
}

/** A check as it counts under the strictness that was chosen. */
function asCounted(check: Judged, facts: RowFacts): Judged {
  const { strictness } = facts
  const { requirement } = check
  const tooLenient = strictness.strictOnly === true && check.matched === 'lenient' && check.outcome === 'satisfied'
  const outcome: CheckResult = tooLenient ? 'violated' : check.outcome
  const excused = strictness.normativeOnly === true && outcome === 'violated' && facts.isDerived(requirement)
  const level: Level = excused ? 'should' : check.level
  const matched = tooLenient ? undefined : check.matched
  return { requirement, level, outcome, ...(matched === undefined ? {} : { matched }) }
}

/** The verdict of a case is that of its worst row. */
export const caseVerdict = (rows: readonly { readonly verdict: Verdict }[]): Verdict =>
  worstVerdict(rows.map(row => row.verdict))

/**
 * The verdict of a run: the worst of its cases and rules, where a violated SHOULD counts as a warning. A run in which
 * nothing applies has shown nothing, so it is inconclusive. Rules derive from the protocols' own documents: under `normativeOnly` their violations are warnings.
 */
export function runVerdict(
  cases: readonly { readonly verdict: Verdict }[],
  rules: readonly Pick<RuleOutcome, 'level' | 'outcome'>[],
  strictness: Strictness = ordinaryStrictness,
): Verdict {
  const ofCases = caseVerdict(cases)
  const ofRules = rules
    .filter(({ outcome }) => outcome === 'violated')
    .map(({ level }): Verdict => (level === 'should' || strictness.normativeOnly === true ? 'warn' : 'fail'))
  return worstVerdict([ofCases === 'notApplicable' ? 'inconclusive' : ofCases, ...ofRules])
}

/** How many cases have each verdict; rows do not count. */
export function totalsOf(cases: readonly { readonly verdict: Verdict }[]): Record<Verdict, number> {
  const totals: Record<Verdict, number> = { error: 0, fail: 0, inconclusive: 0, warn: 0, pass: 0, notApplicable: 0 }
  for (const { verdict } of cases) totals[verdict]++
  return totals
}
