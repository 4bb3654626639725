import type { TraceEvent } from '../trace/events.ts'
import type { Execution } from '../trace/execution.ts'
import { deathRecord } from './attempts.ts'
import { baselineOutcome, verdictWithBaseline } from './accepted-deviations.ts'
import { caseOutcome } from './case-outcome.ts'
import { contradictionsIn } from './ics-truth/contradictions.ts'
import { deathsIn } from './iwf-lifetime.ts'
import type { JudgedCase } from './judged-case.ts'
import { mappingCoverage } from './mapping-coverage/mapping-coverage.ts'
import type { Contradiction, RuleOutcome, RunOutcome } from './outcome.ts'
import { requirementOutcomes, type JudgedRequirement } from './requirement-outcome.ts'
import { alwaysOnRules } from './rules/index.ts'
import { ruleOutcome } from './rules/rule-outcome.ts'
import { viewRun, type RunView } from './run-view.ts'
import { ordinaryStrictness, runVerdict, type Strictness, totalsOf, worstVerdict } from './verdict.ts'

export interface JudgeOptions {
  readonly requirements: readonly JudgedRequirement[]
  readonly strictness?: Strictness
}

/**
 * Judges a whole run from its log, and from nothing else: no clock, chance, locale, environment or network, and no
 * result of the live run. The same log gives the same outcome for ever.
 *
 * `catalogue` is every case there is; those that the run was asked for are judged, in the catalogue's order. Throws a
 * {@link NotJudgeable} when the log has no run record.
 */
export function judgeRun(
  events: Iterable<TraceEvent>,
  catalogue: readonly JudgedCase[],
  options: JudgeOptions,
): RunOutcome {
  return judgeView(viewRun(events), catalogue, options)
}

/** Like {@link judgeRun}, for a log that was read already. */
export function judgeView(view: RunView, catalogue: readonly JudgedCase[], options: JudgeOptions): RunOutcome {
  const { requirements, strictness = ordinaryStrictness } = options
  const selected = new Set(view.run.selected)
  const deaths = deathRecord(deathsIn(view))
  const executions = byCase(view.attribution.executions)
  const cases = catalogue
    .filter(({ id }) => selected.has(id))
    .map(judged => caseOutcome(judged, view, executions.get(judged.id) ?? [], deaths, strictness))
  const rules = alwaysOnRules.map(rule => ruleOutcome(rule, view))
  // The ICS and the mapping tables are those of an IWF.
  const isIwf = view.run.subject !== 'imps-server'
  const contradictions = isIwf ? contradictionsIn(view) : []
  const counted = [...rules, ...contradictions.map(asRule)]
  const verdict = runVerdict(cases, counted, strictness)
  const { baseline: accepted, startedAt } = view.run
  const baseline = accepted && baselineOutcome(accepted, { cases, rules }, startedAt, verdict)
  const known = baseline ? verdictWithBaseline({ cases, rules: counted }, baseline.deviations, strictness) : verdict
  // What cannot be known of a redacted run must not make it look better.
  const isBlind = view.run.redacted !== undefined && view.run.redacted.rules.length > 0
  return {
    verdict: isBlind ? worstVerdict([known, 'inconclusive']) : known,
    totals: totalsOf(cases),
    cases,
    rules,
    requirements: requirementOutcomes(requirements, catalogue, cases, strictness),
    contradictions,
    coverage: isIwf ? mappingCoverage(view) : [],
    ...(baseline ? { baseline } : {}),
  }
}

/** An ICS that is not true is a warning of the run: no clause of the protocols is broken by it. */
const asRule = ({ item, counts }: Contradiction): Pick<RuleOutcome, 'id' | 'level' | 'outcome'> => ({
  id: item,
  level: 'should',
  outcome: counts ? 'violated' : 'notObserved',
})

function byCase(executions: readonly Execution[]): ReadonlyMap<string, readonly Execution[]> {
  const groups = new Map<string, Execution[]>()
  for (const execution of executions) {
    const group = groups.get(execution.begin.case)
    if (group) group.push(execution)
    else groups.set(execution.begin.case, [execution])
  }
  return groups
}
