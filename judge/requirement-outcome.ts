import type { Requirement } from '../fixtures/catalogue/requirements.ts'
import type { JudgedCase } from './judged-case.ts'
import type { CaseOutcome, RequirementOutcome, RowOutcome, Verdict } from './outcome.ts'
import { isDerived } from './row-outcome.ts'
import { rowVerdict, worstVerdict, type Strictness } from './verdict.ts'

export type JudgedRequirement = Pick<Requirement, 'id' | 'level' | 'source' | 'text' | 'bindsIwf'>

/** What the cases of a run say of each requirement, or why they say nothing. */
export function requirementOutcomes(
  requirements: readonly JudgedRequirement[],
  catalogue: readonly JudgedCase[],
  cases: readonly CaseOutcome[],
  strictness: Strictness,
): RequirementOutcome[] {
  return requirements.map(({ id, level, source, text, bindsIwf }) => {
    const testing = cases.filter(one => one.requirements.includes(id))
    const applicable = testing.filter(one => one.verdict !== 'notApplicable')
    const base = { id, level, source, text, cases: testing.map(one => one.id) }
    const untested = (notTestedBecause: string): RequirementOutcome => ({
      ...base,
      verdict: 'notTested',
      notTestedBecause,
    })
    if (testing.length === 0) {
      if (!bindsIwf) return untested('it binds an IMPS server, and only an IWF is tested')
      const exists = catalogue.some(judged => judged.checks.some(check => check.requirement === id))
      return untested(exists ? 'none of its cases was selected' : 'no case tests it')
    }
    if (applicable.length === 0)
      return untested(`none of its cases applies: ${testing.flatMap(one => one.remarks).join('; ')}`)
    return { ...base, verdict: worstVerdict(applicable.map(one => verdictOn(id, one, strictness))) }
  })
}

/** The verdict of a case as far as one requirement goes: another one's violation in the same case is not its own. */
function verdictOn(requirement: string, judged: CaseOutcome, strictness: Strictness): Verdict {
  if (judged.rows.length === 0) return judged.verdict
  const verdicts = judged.rows.flatMap(row => rowVerdictOn(requirement, row, judged.class, strictness) ?? [])
  return verdicts.length === 0 ? 'inconclusive' : worstVerdict(verdicts)
}

/** Undefined where the requirement is irrelevant to the row. */
function rowVerdictOn(
  requirement: string,
  row: RowOutcome,
  classOfCase: CaseOutcome['class'],
  strictness: Strictness,
): Verdict | undefined {
  // What is wrong with the row as a whole concerns every requirement in it.
  if (row.verdict === 'inconclusive' || row.verdict === 'error') return row.verdict
  const checks = row.checks.filter(check => check.requirement === requirement && check.outcome !== 'irrelevant')
  if (checks.length === 0) return undefined
  return rowVerdict(checks, { script: 'completed', exercised: true, class: classOfCase, strictness, isDerived })
}
