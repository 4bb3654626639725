import type { Level, Verdict } from '../../judge/outcome.ts'
import type { Results } from '../results.ts'
import type { Standing } from '../totals.ts'

/**
 * How something stands in the second run against the first. `lost`: the first run showed it and the second says nothing
 * of it; `gained`: the other way round.
 */
export type Direction = 'worse' | 'better' | 'lost' | 'gained' | 'same'

/** What differs between two runs: plain data, written as JSON by `compare --json`. */
export interface Comparison {
  readonly schemaVersion: '1.0'
  /** `worse` when {@link because} has an entry. */
  readonly outcome: 'worse' | 'no worse'
  /** Each thing that makes the second run worse, in words. */
  readonly because: readonly string[]
  readonly a: ComparedRun
  readonly b: ComparedRun
  /** True when cases that only one run has were left out. */
  readonly commonOnly: boolean
  /** Cases whose verdict, rows or checks differ. */
  readonly cases: readonly CaseChange[]
  /** Cases that are declared otherwise. */
  readonly redefined: readonly RedefinedCase[]
  readonly rules: readonly RuleChange[]
  readonly requirements: readonly RequirementChange[]
  /** ICS, PIXIT, versions and whatever else the runs were made with. */
  readonly circumstances: readonly Difference[]
}

export interface ComparedRun extends Pick<Results, 'verdict' | 'totals' | 'iwf' | 'harness'> {
  readonly run: string
  readonly startedAt: string
  readonly complete: boolean
  readonly partial: boolean
}

export interface CaseChange {
  readonly id: string
  readonly title: string
  /** Verdicts in both runs; absent where the case is not in the run. */
  readonly a?: Verdict
  readonly b?: Verdict
  readonly direction: Direction
  readonly rows: readonly RowChange[]
}

export interface RowChange {
  readonly id: string
  readonly a?: Verdict
  readonly b?: Verdict
  readonly direction: Direction
  readonly checks: readonly CheckChange[]
}

export interface CheckChange {
  readonly requirement: string
  readonly level: Level
  readonly statement: string
  /** Outcome in both runs, with the set that matched; absent where the row has no such check. */
  readonly a?: string
  readonly b?: string
  /** A check is evaluated when it was satisfied or violated. */
  readonly evaluated: 'in both' | 'in a only' | 'in b only' | 'in neither'
  /** Why it was not satisfied in the second run. */
  readonly because?: string
}

export interface RedefinedCase {
  readonly id: string
  /** Fields of `results.json` that differ. */
  readonly fields: readonly string[]
}

export interface RuleChange {
  readonly id: string
  readonly clause: string
  readonly a?: string
  readonly b?: string
  readonly direction: Direction
}

export interface RequirementChange {
  readonly id: string
  readonly a?: Standing
  readonly b?: Standing
  readonly direction: Direction
}

/** A named value; absent where a run has none. */
export interface Difference {
  readonly of: 'ics' | 'pixit' | 'statement' | 'dimension' | 'run' | 'accepted deviation'
  readonly name: string
  readonly a?: string
  readonly b?: string
}
