import type {
  BaselineOutcome,
  CaseOutcome,
  Contradiction,
  MappingCoverage,
  RequirementOutcome,
  RuleOutcome,
  Verdict,
} from '../judge/outcome.ts'
import type { IcsValue } from '../trace/events.ts'

export const RESULTS_SCHEMA_VERSION = '1.1'

/** Versions that can be read. 1.1 added `baseline`, without which the overall verdict would be misread. */
export const READABLE_SCHEMA_VERSIONS = ['1.0', RESULTS_SCHEMA_VERSION] as const

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
  readonly schemaVersion: (typeof READABLE_SCHEMA_VERSIONS)[number]
  readonly run: {
    readonly id: string
    readonly startedAt: string
    readonly endedAt: string
    readonly seed: string
    /** False when the run was interrupted. */
    readonly complete: boolean
    /** True when the recording was redacted: made without content, credentials and users. */
    readonly redacted?: true
    /** True when a selection left cases of the catalogue out. */
    readonly partial: boolean
    /** Rows that the ICS excludes and that ran for information only; they count nowhere. */
    readonly probes?: readonly string[]
    /** When a run that had been killed or interrupted was taken up again. */
    readonly resumedAt?: readonly string[]
    readonly timeScale: number
    readonly concurrency: number
  }
  readonly harness: { readonly version: string; readonly commit: string }
  readonly iwf: { readonly name: string; readonly version: string; readonly adapter: string; readonly digest?: string }
  readonly ics: Readonly<Record<string, IcsValue>>
  readonly pixit: Readonly<Record<string, number>>
  /** What the vendor stated in words, e.g. which hops are trusted. */
  readonly statements: Readonly<Record<string, string>>
  /** How messages travelled and in which forms; e.g. `sip: 'tls'`. */
  readonly dimensions: Readonly<Record<string, string | number>>
  readonly binding: string
  readonly verdict: Verdict
  readonly totals: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseResult[]
  readonly rules: readonly RuleOutcome[]
  readonly requirements: readonly RequirementOutcome[]
  /** Where the traffic says otherwise than the ICS. */
  readonly contradictions: readonly Contradiction[]
  /** Which rows of the mapping tables were exercised, in each direction. */
  readonly coverage: readonly MappingCoverage[]
  /** Accepted deviations, where the run had a baseline; {@link verdict} takes them into account. Since schema 1.1. */
  readonly baseline?: BaselineOutcome
}
