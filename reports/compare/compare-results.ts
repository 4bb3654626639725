import type { RuleOutcome } from '../../judge/outcome.ts'
import { deviationInWords } from '../deviations.ts'
import type { Results } from '../results.ts'
import { VERDICT_WORDS, type Standing } from '../totals.ts'
import { changedCases, redefinedCases } from './compare-cases.ts'
import type {
  CaseChange,
  ComparedRun,
  Comparison,
  Difference,
  Direction,
  RequirementChange,
  RuleChange,
} from './comparison.ts'
import { directionOf } from './direction.ts'
import { paired } from './paired.ts'

export interface CompareOptions {
  /** Leave out cases that only one of the runs has, e.g. because only some ran again. */
  readonly commonOnly?: boolean
}

/** What differs between two runs. A pure function of their results. */
export function compareResults(a: Results, b: Results, { commonOnly = false }: CompareOptions = {}): Comparison {
  const shared = new Set(a.cases.map(({ id }) => id).filter(id => b.cases.some(other => other.id === id)))
  const compared = ({ cases }: Results) => (commonOnly ? cases.filter(({ id }) => shared.has(id)) : cases)
  const cases = changedCases(compared(a), compared(b))
  const rules = changedRules(a.rules, b.rules)
  const because = [...cases.flatMap(worseCase), ...rules.flatMap(worseRule)]
  return {
    schemaVersion: '1.0',
    outcome: because.length > 0 ? 'worse' : 'no worse',
    because,
    a: comparedRun(a),
    b: comparedRun(b),
    commonOnly,
    cases,
    redefined: redefinedCases(a.cases, b.cases),
    rules,
    requirements: changedRequirements(a, b),
    circumstances: circumstances(a, b),
  }
}

function worseCase({ id, a, b, direction, rows }: CaseChange): string[] {
  if (direction === 'worse' || direction === 'lost') return [`${id}: ${standing(a)}, now ${standing(b)}`]
  return rows
    .filter(row => row.direction === 'worse' || row.direction === 'lost')
    .map(row => `${row.id}: ${standing(row.a)}, now ${standing(row.b)}`)
}

const worseRule = ({ id, direction }: RuleChange): string[] =>
  direction === 'worse' ? [`rule ${id} is violated now`] : []

/** A verdict in words, also that there is none. */
export const standing = (verdict: Standing | undefined): string =>
  verdict === undefined ? 'not in the run' : VERDICT_WORDS[verdict]

const comparedRun = ({ run, verdict, totals, iwf, harness }: Results): ComparedRun => ({
  run: run.id,
  startedAt: run.startedAt,
  complete: run.complete,
  partial: run.partial,
  verdict,
  totals,
  iwf,
  harness,
})

function changedRules(a: readonly RuleOutcome[], b: readonly RuleOutcome[]): readonly RuleChange[] {
  return paired(a, b, ({ id }) => id)
    .map(({ was, is, any }): RuleChange => {
      const { id, clause } = any
      return {
        id,
        clause,
        ...(was ? { a: was.outcome } : {}),
        ...(is ? { b: is.outcome } : {}),
        direction: ruleDirection(was?.outcome, is?.outcome),
      }
    })
    .filter(({ a: was, b: is }) => was !== is)
}

function ruleDirection(a: RuleOutcome['outcome'] | undefined, b: RuleOutcome['outcome'] | undefined): Direction {
  if (a === b) return 'same'
  if (b === 'violated') return 'worse'
  if (b === 'satisfied') return a === 'violated' ? 'better' : 'gained'
  return a === 'satisfied' || a === 'violated' ? 'lost' : 'same'
}

const changedRequirements = (a: Results, b: Results): readonly RequirementChange[] =>
  paired(a.requirements, b.requirements, ({ id }) => id)
    .map(({ was, is, any }): RequirementChange => ({
      id: any.id,
      ...(was ? { a: was.verdict } : {}),
      ...(is ? { b: is.verdict } : {}),
      direction: directionOf(was?.verdict, is?.verdict),
    }))
    .filter(({ a: was, b: is }) => was !== is)

function circumstances(a: Results, b: Results): readonly Difference[] {
  return [
    ...differences('run', runFacts(a), runFacts(b)),
    ...differences('accepted deviation', acceptedDeviations(a), acceptedDeviations(b)),
    ...differences('dimension', a.dimensions, b.dimensions),
    ...differences('ics', a.ics, b.ics),
    ...differences('pixit', a.pixit, b.pixit),
    ...differences('statement', a.statements, b.statements),
  ]
}

const runFacts = ({ iwf, harness, run, binding }: Results) => ({
  implementation: iwf.name,
  'version of the implementation': iwf.version,
  'digest of the implementation': iwf.digest,
  adapter: iwf.adapter,
  'version of the harness': harness.version,
  'revision of the harness': harness.commit,
  binding,
  'time scale': run.timeScale,
  complete: run.complete,
  partial: run.partial,
  concurrency: run.concurrency,
})

const acceptedDeviations = ({ baseline }: Results) =>
  Object.fromEntries((baseline?.deviations ?? []).map(each => [`${each.kind} ${each.id}`, deviationInWords(each)]))

type Values = Readonly<Record<string, unknown>>

function differences(of: Difference['of'], a: Values, b: Values): readonly Difference[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const written = (value: unknown) =>
    value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value)
  return names.flatMap(name => {
    const [was, is] = [written(a[name]), written(b[name])]
    if (was === is) return []
    return [{ of, name, ...(was === undefined ? {} : { a: was }), ...(is === undefined ? {} : { b: is }) }]
  })
}
