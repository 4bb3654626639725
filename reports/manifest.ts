import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'

export const MANIFEST_FILE = 'manifest.json'
/** The signed statement about a run; it names the manifest's digest, so the manifest cannot name its. */
export const ATTESTATION_FILE = 'attestation.intoto.json'
/** There while a process works on the run: no evidence, in no manifest and no archive. */
export const RUN_LOCK = 'run.lock'

export interface ManifestEntry {
  /** Relative to the run's folder, with `/`. */
  readonly path: string
  /** Octets. */
  readonly size: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string
}

/** Every file of a run but the manifest itself and the attestation, by code point of the path. */
export interface Manifest {
  readonly schemaVersion: '1.0'
  readonly files: readonly ManifestEntry[]
}

/** Something in a run's folder cannot be evidence, or its manifest is none. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
  readonly code: 'not-a-regular-file' | 'manifest-unreadable'
  constructor(code: ManifestError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** Lists and hashes what is in `folder` now. Throws a {@link ManifestError} at a link, socket or device. */
export async function readManifestOf(folder: string): Promise<Manifest> {
  const paths = (await filesOf(folder)).filter(path => path !== MANIFEST_FILE && path !== ATTESTATION_FILE)
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

/**
 * How `folder` differs from its `manifest.json`; empty when it is as it was written. Throws a {@link ManifestError}
 * when the manifest is missing or is none. No path that it names is opened: they are compared with what is there.
 */
export async function manifestDifferences(folder: string): Promise<readonly ManifestDifference[]> {
  const recorded = await writtenManifest(folder)
  const present = new Map((await readManifestOf(folder)).files.map(file => [file.path, file]))
  const differences: ManifestDifference[] = []
  for (const { path, sha256, size } of recorded.files) {
    const now = present.get(path)
    if (now === undefined) differences.push({ path, what: 'missing' })
    else if (now.sha256 !== sha256 || now.size !== size) differences.push({ path, what: 'changed' })
    present.delete(path)
  }
  for (const path of present.keys()) differences.push({ path, what: 'added' })
  return differences
}

/** Paths of all files below `folder` but {@link RUN_LOCK}, with `/`, by code point. Throws a {@link ManifestError} at a link or device. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  return (await filesIn(folder, '')).filter(path => path !== RUN_LOCK).sort()
}

async function writtenManifest(folder: string): Promise<Manifest> {
  const unreadable = (why: string) => new ManifestError('manifest-unreadable', `${MANIFEST_FILE} ${why}`)
  let value: unknown
  try {
    value = JSON.parse(await readFile(join(folder, MANIFEST_FILE), 'utf8'))
  } catch (error) {
    throw unreadable(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read: it was removed, or never written')
  }
  if (!isManifest(value)) throw unreadable('is not a list of files with size and SHA-256')
  return value
}

function isManifest(value: unknown): value is Manifest {
  const { schemaVersion, files } = (value ?? {}) as { schemaVersion?: unknown; files?: unknown }
  return (
    schemaVersion === '1.0' &&
    Array.isArray(files) &&
    files.every(file => {
      const { path, size, sha256 } = (file ?? {}) as Readonly<Record<string, unknown>>
      return typeof path === 'string' && Number.isSafeInteger(size) && typeof sha256 === 'string'
    })
  )
}

async function filesIn(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await filesIn(folder, path)))
    else if (entry.isFile()) found.push(path)
    else
      throw new ManifestError(
        'not-a-regular-file',
        `${path} is neither a file nor a folder: move it out of the run's folder, evidence must not point elsewhere`,
      )
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
