import type { Pixit } from '../fixtures/catalogue/pixit.ts'
import type { Baseline } from '../trace/baseline.ts'
import type { AnyCase } from './case.ts'
import type { HarnessConfiguration } from './configuration.ts'
import type { UnfinishedRun } from './unfinished-run.ts'

/** One run, whatever kind of subject it is with. */
export interface RunOptions {
  readonly id: string
  readonly configuration: HarnessConfiguration
  readonly pixit: Pixit
  readonly ics: HarnessConfiguration['ics']
  /** The cases to run, already selected. */
  readonly cases: readonly AnyCase[]
  readonly partial: boolean
  /** Deviations that are accepted; written to the record of the run. */
  readonly baseline?: Baseline
  /** Run the rows that the ICS excludes as well, for information only. */
  readonly probeUndeclared?: boolean
  readonly concurrency: number
  readonly seed: string
  readonly harness: { readonly version: string; readonly commit: string }
  /** What was run of it before, when it was killed or interrupted then; `folder` is that of the run. */
  readonly unfinished?: UnfinishedRun
  /** Exists, and is empty unless there is an unfinished run; takes `traces/run.jsonl` and the files rendered for the subject. */
  readonly folder: string
  /** Wall clock, for the reader of the report only. */
  readonly wallClock: () => Date
  /** Told when all rows of a case have run. */
  readonly caseRan?: (definition: AnyCase) => void
  /** Called before the log is judged, which holds up the event loop. */
  readonly judging?: () => void
  /** Aborting ends the run early; the log then says that it is not complete. */
  readonly interrupted?: AbortSignal
}
