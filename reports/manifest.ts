import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'

export const MANIFEST_FILE = 'manifest.json'

export interface ManifestEntry {
  /** Relative to the run's folder, with `/`. */
  readonly path: string
  /** Octets. */
  readonly size: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string
}

/** Every file of a run but the manifest itself, by code point of the path. */
export interface Manifest {
  readonly schemaVersion: '1.0'
  readonly files: readonly ManifestEntry[]
}

/** Something in a run's folder cannot be evidence. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  readonly code = 'not-a-regular-file'
  constructor(path: string) {
    super(`${path} is neither a file nor a folder: move it out of the run's folder, evidence must not point elsewhere`)
  }
}

/** Lists and hashes what is in `folder` now. Throws a {@link ManifestError} at a link, socket or device. */
export async function readManifestOf(folder: string): Promise<Manifest> {
  const paths = (await filesIn(folder, '')).filter(path => path !== MANIFEST_FILE).sort()
  const files: ManifestEntry[] = []
  for (const path of paths) files.push({ path, ...(await digest(join(folder, path))) })
  return { schemaVersion: '1.0', files }
}

/** Writes `manifest.json` into `folder`, atomically. The last thing to be written there. */
export async function writeManifest(folder: string): Promise<Manifest> {
  const manifest = await readManifestOf(folder)
  await writeAtomically(join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return manifest
}

export interface ManifestDifference {
  readonly path: string
  readonly what: 'missing' | 'added' | 'changed'
}

/** How `folder` differs from its `manifest.json`; empty when it is as it was written. */
export async function manifestDifferences(folder: string): Promise<readonly ManifestDifference[]> {
  const recorded = JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8')) as Manifest
  const present = new Map((await readManifestOf(folder)).files.map(file => [file.path, file]))
  const differences: ManifestDifference[] = []
  for (const { path, sha256 } of recorded.files) {
    const now = present.get(path)
    if (now === undefined) differences.push({ path, what: 'missing' })
    else if (now.sha256 !== sha256) differences.push({ path, what: 'changed' })
    present.delete(path)
  }
  for (const path of present.keys()) differences.push({ path, what: 'added' })
  return differences
}

async function filesIn(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesIn(folder, path)))
    else if (entry.isFile()) found.push(path)
    else throw new ManifestError(path)
  }
  return found
}

async function digest(path: string): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    size += chunk.length
    hash.update(chunk)
  }
  return { size, sha256: hash.digest('hex') }
}
