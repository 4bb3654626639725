import { existsSync, lstatSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { makeFolder } from './make-folder.ts'

/**
 * Makes the folder of a new run. Its name sorts by time and says nothing else. Throws {@link ConfigurationError}
 * (`evidence-not-writable`), also when `latest` there is something that {@link pointLatestAt} could not replace.
 */
export function newRunFolder(evidence: string, runId: string): string {
  const folder = join(evidence, runId)
  const wrong = (why: string) =>
    new ConfigurationError('evidence-not-writable', `cannot write evidence to ${evidence}: ${why}; see --evidence`)
  const latest = lstatSync(join(evidence, 'latest'), { throwIfNoEntry: false })
  if (latest && !latest.isSymbolicLink()) throw wrong('it has a "latest" that is no link')
  try {
    makeFolder(folder)
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
  return folder
}

/** Points `evidence/latest` at a finished run, in one step: other runs may do the same. */
export function pointLatestAt(evidence: string, runId: string): void {
  const link = join(evidence, `.latest-${runId}`)
  symlinkSync(runId, link, 'dir')
  renameSync(link, join(evidence, 'latest'))
}

/**
 * The folder of a run that the user named: a path, a run id below the evidence folder, or nothing for the latest.
 * Throws {@link ConfigurationError} (`no-such-run`).
 */
export function findRun(named: string | undefined, evidence = 'evidence'): string {
  const candidates = named === undefined ? [join(evidence, 'latest')] : [named, join(evidence, named)]
  const found = candidates.find(candidate => existsSync(join(candidate, 'traces', 'run.jsonl')))
  if (found !== undefined) return resolve(found)
  const runs = existsSync(evidence)
    ? readdirSync(evidence)
        .filter(name => /^\d{8}-/.test(name))
        .sort()
    : []
  const there = runs.length > 0 ? `; the last are: ${runs.slice(-3).join(', ')}` : '; run `iwf-conformance run` first'
  throw new ConfigurationError('no-such-run', `no run at ${candidates.join(' or ')}${there}`)
}

/** Run ids sort by time: `20261122-141500-3f9a`. */
export function newRunId(now: Date, seed: string): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${seed.slice(0, 4)}`
}
