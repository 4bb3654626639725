import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'

/** Makes the folder of a new run. Its name sorts by time and says nothing else. */
export function newRunFolder(evidence: string, runId: string): string {
  const folder = join(evidence, runId)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Points `evidence/latest` at a finished run. */
export function pointLatestAt(evidence: string, runId: string): void {
  const link = join(evidence, 'latest')
  rmSync(link, { force: true, recursive: false })
  symlinkSync(runId, link, 'dir')
}

/**
 * The folder of a run that the user named: a path, a run id below the evidence folder, or nothing for the latest.
 * Throws {@link ConfigurationError} (`no-such-run`).
 */
export function findRun(named: string | undefined, evidence = 'evidence'): string {
  const candidates = named === undefined ? [join(evidence, 'latest')] : [named, join(evidence, named)]
  const found = candidates.find(candidate => existsSync(join(candidate, 'traces', 'run.jsonl')))
  if (found !== undefined) return resolve(found)
  const runs = existsSync(evidence) ? readdirSync(evidence).filter(name => name !== 'latest') : []
  const there = runs.length > 0 ? `; there are: ${runs.join(', ')}` : '; run `iwf-conformance run` first'
  throw new ConfigurationError('no-such-run', `no run at ${candidates.join(' or ')}${there}`)
}

/** The run id that `latest` points at, if it points at one. */
export function latestRunId(evidence: string): string | undefined {
  try {
    return readlinkSync(join(evidence, 'latest'))
  } catch {
    return undefined
  }
}

/** Run ids sort by time: `20261122-141500-3f9a`. */
export function newRunId(now: Date, seed: string): string {
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${seed.slice(0, 4)}`
}
