import { isDeepStrictEqual } from 'node:util'
import type { CheckOutcome, RowOutcome } from '../../judge/outcome.ts'
import type { CaseResult } from '../results.ts'
import type { CaseChange, CheckChange, RedefinedCase, RowChange } from './comparison.ts'
import { directionOf } from './direction.ts'
import { paired } from './paired.ts'

/** Cases whose verdict, rows or checks differ. */
export function changedCases(a: readonly CaseResult[], b: readonly CaseResult[]): readonly CaseChange[] {
  return paired(a, b, ({ id }) => id)
    .map(({ was, is, any }): CaseChange => {
      const { id, title } = any
      return {
        id,
        title,
        ...verdicts(was, is),
        direction: directionOf(was?.verdict, is?.verdict),
        // Where only one run has the case there is nothing to compare inside.
        rows: was && is ? changedRows(was.rows, is.rows) : [],
      }
    })
    .filter(({ a: was, b: is, rows }) => was !== is || rows.length > 0)
}

function changedRows(a: readonly RowOutcome[], b: readonly RowOutcome[]): readonly RowChange[] {
  return paired(a, b, ({ id }) => id)
    .map(({ was, is, any }): RowChange => ({
      id: any.id,
      ...verdicts(was, is),
      direction: directionOf(was?.verdict, is?.verdict),
      checks: was && is ? changedChecks(was.checks, is.checks) : [],
    }))
    .filter(({ a: was, b: is, checks }) => was !== is || checks.length > 0)
}

function changedChecks(a: readonly CheckOutcome[], b: readonly CheckOutcome[]): readonly CheckChange[] {
  return paired(numbered(a), numbered(b), ({ key }) => key)
    .map(({ was, is, any }): CheckChange => {
      const { requirement, level, statement } = any.check
      return {
        requirement,
        level,
        statement,
        ...(was ? { a: inWords(was.check) } : {}),
        ...(is ? { b: inWords(is.check) } : {}),
        evaluated: evaluatedIn(was?.check, is?.check),
        ...(is?.check.because === undefined ? {} : { because: is.check.because }),
      }
    })
    .filter(({ a: was, b: is }) => was !== is)
}

/** A check is known by what it states; one that is stated twice, by its place among those. */
function numbered(checks: readonly CheckOutcome[]) {
  const seen = new Map<string, number>()
  return checks.map(check => {
    const stated = JSON.stringify([check.requirement, check.level, check.statement])
    const number = (seen.get(stated) ?? 0) + 1
    seen.set(stated, number)
    return { key: `${stated}${number}`, check }
  })
}

const inWords = ({ outcome, matched }: CheckOutcome): string =>
  matched === undefined ? outcome : `${outcome} (${matched})`

const isEvaluated = (check: CheckOutcome | undefined): boolean =>
  check?.outcome === 'satisfied' || check?.outcome === 'violated'

function evaluatedIn(a: CheckOutcome | undefined, b: CheckOutcome | undefined): CheckChange['evaluated'] {
  if (isEvaluated(a)) return isEvaluated(b) ? 'in both' : 'in a only'
  return isEvaluated(b) ? 'in b only' : 'in neither'
}

const verdicts = (a: Pick<RowOutcome, 'verdict'> | undefined, b: Pick<RowOutcome, 'verdict'> | undefined) => ({
  ...(a ? { a: a.verdict } : {}),
  ...(b ? { b: b.verdict } : {}),
})

/** What a case declares, as far as results have it. */
const DECLARED = [
  'title',
  'group',
  'class',
  'purpose',
  'preconditions',
  'ladder',
  'requirements',
  'ambiguities',
  'catches',
] as const

/** Cases of both runs that are declared otherwise: their verdicts may differ for that reason alone. */
export function redefinedCases(a: readonly CaseResult[], b: readonly CaseResult[]): readonly RedefinedCase[] {
  return paired(a, b, ({ id }) => id)
    .map(({ was, is, any }) => ({
      id: any.id,
      fields: was && is ? DECLARED.filter(field => !isDeepStrictEqual(was[field], is[field])) : [],
    }))
    .filter(({ fields }) => fields.length > 0)
}
