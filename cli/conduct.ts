import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readBaseline } from '../engine/baseline/read-baseline.ts'
import type { AnyCase } from '../engine/case.ts'
import { runServerCases } from '../engine/imps-server/run-server-cases.ts'
import { runIwfCases } from '../engine/iwf/run-iwf-cases.ts'
import type { UnfinishedRun } from '../engine/unfinished-run.ts'
import type { CaptureForm } from '../reports/captures/write-captures.ts'
import type { Results } from '../reports/results.ts'
import type { Baseline } from '../trace/baseline.ts'
import { newRunFolder, newRunId, pointLatestAt } from './evidence.ts'
import { harnessVersion } from './harness-version.ts'
import type { LoadedConfiguration } from './load-configuration.ts'
import { reportRun } from './report-run.ts'
import { lockRun } from './run-lock.ts'

export const DEFAULT_CONCURRENCY = 24

export interface ConductOptions {
  readonly loaded: LoadedConfiguration
  /** All cases there are. */
  readonly catalogue: readonly AnyCase[]
  /** Those to run. */
  readonly cases: readonly AnyCase[]
  readonly concurrency?: number | undefined
  /** Run what the ICS excludes as well, for information only. */
  readonly probeUndeclared?: boolean
  readonly seed?: string | undefined
  /** File of accepted deviations instead of the configured one; relative to the working directory. */
  readonly baseline?: string | undefined
  /** Instead of the configured folder; relative to the working directory. */
  readonly evidence?: string | undefined
  /** A run to finish, in its own folder, instead of a new one; `cases` are those that it was to run. */
  readonly unfinished?: { readonly folder: string; readonly run: UnfinishedRun } | undefined
  /** Instead of the configured form. */
  readonly captures?: CaptureForm | undefined
  readonly interrupted?: AbortSignal
  readonly caseRan?: (definition: AnyCase) => void
  /** Called before the log is judged, which holds up the event loop. */
  readonly judging?: () => void
}

/** A run that is taken up again keeps what was accepted when it began. */
function baselineOf({ loaded, catalogue, baseline: asked, unfinished }: ConductOptions): Baseline | undefined {
  if (unfinished) return unfinished.run.run.baseline
  const { baseline: configured } = loaded.configuration
  const file = asked ?? (configured === undefined ? undefined : resolve(loaded.base, configured))
  return file === undefined ? undefined : readBaseline(file, catalogue)
}

export interface ConductedRun {
  readonly results: Results
  readonly folder: string
  /** Where `evidence/latest` shows it. */
  readonly report: string
}

/** Where the evidence of runs goes: as asked for, else as configured. */
export const evidenceFolder = ({ configuration, base }: LoadedConfiguration, asked: string | undefined): string =>
  asked === undefined ? resolve(base, configuration.evidence ?? 'evidence') : resolve(asked)

/**
 * One run from start to report: what both front ends do. Rejects with an error that has a code when the run cannot
 * begin, and leaves nothing behind that could be taken for evidence. Rejects with one, too, when the run cannot go on,
 * e.g. because the IWF cannot be started again; what was recorded until then is judged and reported as incomplete.
 * From start to report no other process can take the run up.
 */
export async function conduct(options: ConductOptions): Promise<ConductedRun> {
  const { loaded, catalogue, cases } = options
  const { configuration } = loaded
  const { unfinished } = options
  const baseline = baselineOf(options)
  const seed = unfinished?.run.run.seed ?? options.seed ?? randomBytes(8).toString('hex')
  const id = unfinished?.run.run.id ?? newRunId(new Date(), randomBytes(4).toString('hex'))
  const evidence = unfinished ? dirname(unfinished.folder) : evidenceFolder(loaded, options.evidence)
  const folder = unfinished?.folder ?? newRunFolder(evidence, id)
  const unlock = lockRun(folder)
  const captures = options.captures ?? configuration.captures
  const progress = { began: false }
  const report = async () => {
    options.judging?.()
    const results = await reportRun(folder, catalogue, undefined, captures)
    pointLatestAt(evidence, basename(folder))
    return results
  }
  try {
    try {
      const run = configuration.subject === 'imps-server' ? runServerCases : runIwfCases
      await run({
        id,
        configuration,
        pixit: loaded.pixit,
        ics: configuration.ics,
        cases,
        partial: cases.length < catalogue.length,
        probeUndeclared: options.probeUndeclared ?? false,
        ...(baseline ? { baseline } : {}),
        ...(unfinished ? { unfinished: unfinished.run } : {}),
        concurrency: options.concurrency ?? configuration.concurrency ?? DEFAULT_CONCURRENCY,
        seed,
        harness: harnessVersion(),
        folder,
        wallClock: () => new Date(),
        ...(options.interrupted ? { interrupted: options.interrupted } : {}),
        ...(options.judging ? { judging: options.judging } : {}),
        caseRan: definition => {
          progress.began = true
          options.caseRan?.(definition)
        },
      })
    } catch (error) {
      if (progress.began) await report().catch(() => undefined)
      else if (!unfinished) rmSync(folder, { recursive: true, force: true })
      throw error
    }
    return { results: await report(), folder, report: join(evidence, 'latest', 'report.html') }
  } finally {
    unlock()
  }
}
