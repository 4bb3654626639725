import type { RowOutcome, Verdict } from '../judge/outcome.ts'
import type { Results } from './results.ts'
import { countVerdicts, VERDICTS } from './totals.ts'
import type { ResultsProblem } from './validate-results.ts'

/**
 * Where the parts of a results document contradict each other. A schema cannot say these things, and a report built on
 * a contradiction would show two truths.
 */
export function disagreements(results: Results): readonly ResultsProblem[] {
  return [
    ...totalsProblems(results),
    ...verdictProblems(results),
    ...duplicates(results.cases, '/cases'),
    ...duplicates(results.rules, '/rules'),
    ...duplicates(results.requirements, '/requirements'),
    ...referenceProblems(results),
  ]
}

function* totalsProblems({ totals, cases }: Results): Iterable<ResultsProblem> {
  const counted = countVerdicts(cases)
  for (const verdict of VERDICTS)
    if (totals[verdict] !== counted[verdict])
      yield {
        path: `/totals/${verdict}`,
        message: `says ${totals[verdict]}, but ${counted[verdict]} cases have this verdict`,
      }
}

/** The overall verdict is never better than its worst part; a fault of the run itself may make it worse. */
function* verdictProblems({ verdict, cases, rules }: Results): Iterable<ResultsProblem> {
  for (const [index, result] of cases.entries()) {
    const worst = worstOf(result.rows.map(row => row.verdict))
    if (worst !== undefined && isBetter(result.verdict, worst))
      yield { path: `/cases/${index}/verdict`, message: `is ${result.verdict}, but a row is ${worst}` }
  }
  const parts = cases.map(result => result.verdict)
  if (rules.some(rule => rule.outcome === 'violated')) parts.push('fail')
  const worst = worstOf(parts)
  if (worst !== undefined && isBetter(verdict, worst))
    yield { path: '/verdict', message: `is ${verdict}, but a part of the run is ${worst}` }
}

const isBetter = (verdict: Verdict, worst: Verdict): boolean => VERDICTS.indexOf(verdict) > VERDICTS.indexOf(worst)
const worstOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  VERDICTS.find(verdict => verdicts.includes(verdict))

function* duplicates(items: readonly { readonly id: string }[], path: string): Iterable<ResultsProblem> {
  const seen = new Set<string>()
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id)) yield { path: `${path}/${index}/id`, message: `${id} is there twice` }
    seen.add(id)
  }
}

function* referenceProblems({ cases, rules, requirements }: Results): Iterable<ResultsProblem> {
  const caseIds = new Set(cases.map(result => result.id))
  const requirementIds = new Set(requirements.map(requirement => requirement.id))
  for (const [index, result] of cases.entries()) {
    for (const id of new Set([...result.requirements, ...result.rows.flatMap(requirementsOf)]))
      if (!requirementIds.has(id))
        yield { path: `/cases/${index}`, message: `names ${id}, which is not among the requirements` }
  }
  for (const [index, rule] of rules.entries()) {
    for (const id of rule.cases)
      if (!caseIds.has(id))
        yield { path: `/rules/${index}/cases`, message: `names ${id}, which is not among the cases` }
  }
}

const requirementsOf = (row: RowOutcome): readonly string[] => row.checks.map(check => check.requirement)
