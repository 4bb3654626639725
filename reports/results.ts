import type { CaseOutcome, RequirementOutcome, RuleOutcome, Verdict } from '../judge/outcome.ts'
import type { IcsValue } from '../trace/events.ts'

export const RESULTS_SCHEMA_VERSION = '1.0'

export interface CaseResult extends CaseOutcome {
  readonly purpose: string
  readonly ladder: string
  readonly preconditions: string
  readonly catches: readonly string[]
  /** Ambiguities (`AMB-01`) that the case leans on. */
  readonly ambiguities: readonly string[]
  /** The export of the case's part of the log, relative to the run's folder. */
  readonly trace: { readonly file: string; readonly sha256: string }
}

/** `results.json`: the source of truth of a run; every other report is made from it and the traces. */
export interface Results {
  readonly schemaVersion: typeof RESULTS_SCHEMA_VERSION
  readonly run: {
    readonly id: string
    readonly startedAt: string
    readonly endedAt: string
    readonly seed: string
    /** False when the run was interrupted. */
    readonly complete: boolean
    /** True when a selection left cases of the catalogue out. */
    readonly partial: boolean
    readonly timeScale: number
    readonly concurrency: number
  }
  readonly harness: { readonly version: string; readonly commit: string }
  readonly iwf: { readonly name: string; readonly version: string; readonly adapter: string; readonly digest?: string }
  readonly ics: Readonly<Record<string, IcsValue>>
  readonly pixit: Readonly<Record<string, number>>
  readonly binding: string
  readonly verdict: Verdict
  readonly totals: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseResult[]
  readonly rules: readonly RuleOutcome[]
  readonly requirements: readonly RequirementOutcome[]
}
