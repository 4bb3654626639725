import type { AcceptedDeviation, Baseline } from '../trace/baseline.ts'

/**
 * The plain data that judging produces. Everything here can be written as JSON and compared, and is recomputed from a
 * log alone.
 */

/** Worst first; see {@link worstVerdict}. */
export type Verdict = 'error' | 'fail' | 'inconclusive' | 'warn' | 'pass' | 'notApplicable'

export type Level = 'must' | 'should'

/** Which set of an expectation matched (`simple-iwf` §10). */
export type Matched = 'preferred' | 'strict' | 'lenient'

export interface Evidence {
  readonly role: 'cause' | 'effect' | 'offends' | 'window'
  /** Number of the message in the execution's own numbering, from 1: `m7`. */
  readonly message?: number
  /** Where its octets are in the log. */
  readonly connection?: string
  /** Octets within the message, `[start, end)`, when only a part offends. */
  readonly octets?: readonly [number, number]
  /** Milliseconds since the start of the run. */
  readonly window?: readonly [number, number]
}

export type CheckResult = 'satisfied' | 'violated' | 'unobservable' | 'irrelevant'

export interface CheckOutcome {
  readonly requirement: string
  readonly level: Level
  readonly statement: string
  readonly outcome: CheckResult
  readonly matched?: Matched
  /** Why not satisfied; absent when satisfied. */
  readonly because?: string
  readonly evidence: readonly Evidence[]
}

/** One attempt at one row. */
export interface RowOutcome {
  /** `CAP-10/no-common-type`, or the case id where the case has no rows. */
  readonly id: string
  readonly execution: string
  readonly verdict: Verdict
  readonly remarks: readonly string[]
  readonly checks: readonly CheckOutcome[]
  readonly startedAt: number
  readonly durationMs: number
  /** Verdicts of attempts that were repeated alone and are superseded by this one. */
  readonly earlier?: readonly RowOutcome[]
}

export interface CaseOutcome {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly class: 'mandatory' | 'should'
  /** Derived from the checks. */
  readonly requirements: readonly string[]
  /** Worst of its rows. */
  readonly verdict: Verdict
  readonly remarks: readonly string[]
  readonly rows: readonly RowOutcome[]
  /** Rows that the ICS excludes and that ran all the same, for information: they count nowhere. */
  readonly probes?: readonly RowOutcome[]
  readonly durationMs: number
}

/** An always-on rule over the whole run. */
export interface RuleOutcome {
  readonly id: string
  readonly clause: string
  readonly statement: string
  /** The violation of a `should` is a warning of the run. */
  readonly level: Level
  readonly outcome: 'satisfied' | 'violated' | 'notObserved'
  /** How many messages of the IWF it looked at. */
  readonly observed: number
  /** Cases in which it was violated. */
  readonly cases: readonly string[]
  readonly evidence: readonly RuleEvidence[]
}

export interface RuleEvidence extends Evidence {
  readonly execution?: string
  readonly because: string
}

/** What the traffic says against the ICS. */
export interface Contradiction {
  readonly item: string
  readonly feature: string
  readonly kind: 'undeclared but working' | 'declared but refused'
  /** False when only probes of rows that the ICS excludes showed it: then it is for information. */
  readonly counts: boolean
  /** Cases in whose traffic it was seen. */
  readonly cases: readonly string[]
  readonly evidence: readonly RuleEvidence[]
}

/** A mapping table in one direction, and which of its rows the run exercised. */
export interface MappingCoverage {
  readonly id: string
  readonly clause: string
  readonly title: string
  readonly direction: 'simple-to-imps' | 'imps-to-simple'
  /** How many of the rows were exercised. */
  readonly exercised: number
  readonly rows: readonly CoveredRow[]
}

export interface CoveredRow {
  readonly id: string
  readonly name: string
  /** In how many executions. */
  readonly count: number
  /** The first of them. */
  readonly executions: readonly string[]
}

export interface RequirementOutcome {
  readonly id: string
  readonly level: 'normative' | 'stated' | 'derived'
  readonly source: string
  readonly text: string
  readonly verdict: Verdict | 'notTested'
  readonly cases: readonly string[]
  readonly notTestedBecause?: string
}

/** What became of one accepted deviation. */
export interface DeviationOutcome extends AcceptedDeviation {
  /**
   * `accepted`: it is there, and counts as a warning of the run. `expired`: it is there after its last day, and fails the
   * run. `worse`: what is there is worse than what was accepted, and counts as what it is. `passes`: it is not there any
   * more. `not tested`: the run says nothing of it.
   */
  readonly state: 'accepted' | 'expired' | 'worse' | 'passes' | 'not tested'
  /** The verdict on what it is about; absent when the run says nothing of it. */
  readonly found?: Verdict
}

/** What the baseline of a run changed about it; verdicts of cases, rows and rules are as they would be without. */
export interface BaselineOutcome extends Pick<Baseline, 'file' | 'sha256'> {
  /** What the overall verdict would be without. */
  readonly verdictWithout: Verdict
  readonly deviations: readonly DeviationOutcome[]
}

export interface RunOutcome {
  readonly verdict: Verdict
  readonly totals: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseOutcome[]
  readonly rules: readonly RuleOutcome[]
  readonly requirements: readonly RequirementOutcome[]
  readonly contradictions: readonly Contradiction[]
  readonly coverage: readonly MappingCoverage[]
  /** Present where the run has a baseline; it has its part in {@link verdict} then. */
  readonly baseline?: BaselineOutcome
}
