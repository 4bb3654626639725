import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyCase } from '../engine/case.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import { readUnfinishedRun, type UnfinishedRun } from '../engine/unfinished-run.ts'
import { ATTESTATION_FILE } from '../reports/manifest.ts'
import { TraceError } from '../trace/trace-error.ts'
import { findRun } from './evidence.ts'
import { RUN_TRACE } from './report-run.ts'
import { refuseRunUnderWay } from './run-lock.ts'

export interface RunToFinish {
  readonly folder: string
  readonly run: UnfinishedRun
  /** Those that it was to run. */
  readonly cases: readonly AnyCase[]
}

/**
 * The run that `run --resume` finishes: a folder, an id below the evidence folder, or the newest run there. Throws
 * {@link ConfigurationError} when there is none, it is under way, complete, sealed or unreadable, or a case of it is unknown.
 */
export function runToFinish(named: string | undefined, evidence: string, catalogue: readonly AnyCase[]): RunToFinish {
  const folder = realpathSync(findRun(named ?? newestIn(evidence), evidence))
  if (existsSync(join(folder, ATTESTATION_FILE)))
    throw new ConfigurationError('sealed', `${folder} is sealed and stays as it is: run anew`)
  refuseRunUnderWay(folder)
  const run = readLog(folder)
  if (run.run.redacted) throw new ConfigurationError('redacted-already', `${folder} is redacted: finish the run itself`)
  const byId = new Map(catalogue.map(definition => [definition.id, definition]))
  const cases = run.run.selected.map(id => {
    const definition = byId.get(id)
    if (!definition)
      throw new ConfigurationError('unknown-case', `the run ${run.run.id} has the case ${id}, which is not known here`)
    return definition
  })
  return { folder, run, cases }
}

function readLog(folder: string): UnfinishedRun {
  try {
    return readUnfinishedRun(join(folder, RUN_TRACE))
  } catch (error) {
    if (error instanceof TraceError) throw new ConfigurationError('run-unreadable', error.message)
    throw error
  }
}

/** `latest` points at runs that were reported, which a killed one was not. */
function newestIn(evidence: string): string | undefined {
  if (!existsSync(evidence)) return undefined
  const runs = readdirSync(evidence).filter(
    name => existsSync(join(evidence, name, RUN_TRACE)) && name !== 'latest' && !name.endsWith('-redacted'),
  )
  return runs.sort().at(-1)
}
