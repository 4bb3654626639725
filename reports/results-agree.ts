import { countedVerdict } from '../judge/accepted-deviations.ts'
import type { RowOutcome, Verdict } from '../judge/outcome.ts'
import { caseVerdict, totalsOf, WORST_FIRST, worstVerdict } from '../judge/verdict.ts'
import type { Results } from './results.ts'
import { VERDICTS_FOR_READERS } from './totals.ts'
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
  const counted = totalsOf(cases)
  for (const verdict of VERDICTS_FOR_READERS)
    if (totals[verdict] !== counted[verdict])
      yield {
        path: `/totals/${verdict}`,
        message: `says ${totals[verdict]}, but ${counted[verdict]} cases have this verdict`,
      }
}

/** No verdict is better than its worst part; a fault of the run itself may make it worse. */
function* verdictProblems({ verdict, cases, rules, contradictions, baseline }: Results): Iterable<ResultsProblem> {
  for (const [index, result] of cases.entries()) {
    const worst = caseVerdict(result.rows)
    if (isBetter(result.verdict, worst))
      yield { path: `/cases/${index}/verdict`, message: `is ${result.verdict}, but a row is ${worst}` }
  }
  // Whether a violated rule fails the run or only warns depends on the strictness that was asked for.
  const blemished = rules.some(rule => rule.outcome === 'violated') || contradictions.some(({ counts }) => counts)
  const ofRules: Verdict[] = blemished ? ['warn'] : []
  const { deviations = [] } = baseline ?? {}
  const expired = deviations.some(({ state }) => state === 'expired')
  const ofCases = cases.map(result => ({ verdict: countedVerdict(result, deviations) }))
  const worst = worstVerdict([caseVerdict(ofCases), ...ofRules, ...(expired ? (['fail'] as const) : [])])
  if (isBetter(verdict, worst)) yield { path: '/verdict', message: `is ${verdict}, but a part of the run is ${worst}` }
}

const RANKED: readonly Verdict[] = [...WORST_FIRST, 'notApplicable']
const isBetter = (verdict: Verdict, worst: Verdict): boolean => RANKED.indexOf(verdict) > RANKED.indexOf(worst)

function* duplicates(items: readonly { readonly id: string }[], path: string): Iterable<ResultsProblem> {
  const seen = new Set<string>()
  for (const [index, { id }] of items.entries()) {
    if (seen.has(id)) yield { path: `${path}/${index}/id`, message: `${id} is there twice` }
    seen.add(id)
  }
}

function* referenceProblems({ cases, requirements }: Results): Iterable<ResultsProblem> {
  const known = new Set(requirements.map(requirement => requirement.id))
  for (const [index, result] of cases.entries())
    for (const id of new Set([...result.requirements, ...result.rows.flatMap(requirementsOf)]))
      if (!known.has(id)) yield { path: `/cases/${index}`, message: `names ${id}, which is not among the requirements` }
}

const requirementsOf = (row: RowOutcome): readonly string[] => row.checks.map(check => check.requirement)
