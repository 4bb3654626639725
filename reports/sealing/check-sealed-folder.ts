import type { KeyObject } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import {
  ATTESTATION_FILE,
  MANIFEST_FILE,
  manifestDifferences,
  ManifestError,
  type ManifestDifference,
} from '../manifest.ts'
import type { Results } from '../results.ts'
import { resultsProblems } from '../validate-results.ts'
import { RESULTS_FILE } from '../write-results.ts'
import { openEnvelope } from './dsse.ts'
import { EVIDENCE_FIELD, readStatement, statementOf, type Statement } from './statement.ts'

/** Something that is not as it was sealed. */
export interface EvidenceFinding {
  /** Relative to the run's folder. */
  readonly file: string
  readonly what: string
}

export interface CheckedFolder {
  readonly findings: readonly EvidenceFinding[]
  /** What `results.json` says, if it can be read and is sound; whether it is what was sealed, the findings tell. */
  readonly results?: Results
}

/** Checks the signed statement of a run's folder, its manifest, and everything that {@link checkFiles} does. */
export async function checkSealedFolder(folder: string, key: KeyObject): Promise<CheckedFolder> {
  const { findings, results } = await checkFiles(folder)
  const sealed = attestationFindings(folder, key, results)
  return { findings: [...sealed, ...findings], ...(results ? { results } : {}) }
}

/** Checks the files of a run's folder against its manifest, and `results.json` against its schema and itself. */
export async function checkFiles(folder: string): Promise<CheckedFolder> {
  const findings = await manifestFindings(folder)
  const read = readResults(folder)
  return 'results' in read
    ? { findings, results: read.results }
    : { findings: [...findings, ...read.problems.map(what => ({ file: RESULTS_FILE, what }))] }
}

const IN_WORDS: Readonly<Record<ManifestDifference['what'], string>> = {
  missing: 'was removed: the manifest lists it',
  added: 'was added: the manifest does not list it',
  changed: 'was changed: its octets are not those that the manifest lists',
}

async function manifestFindings(folder: string): Promise<EvidenceFinding[]> {
  try {
    return (await manifestDifferences(folder)).map(({ path, what }) => ({ file: path, what: IN_WORDS[what] }))
  } catch (error) {
    if (error instanceof ManifestError) return [{ file: MANIFEST_FILE, what: error.message }]
    throw error
  }
}

const isFile = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

function readResults(folder: string): { readonly results: Results } | { readonly problems: readonly string[] } {
  if (!isFile(join(folder, RESULTS_FILE))) return { problems: ['cannot be read: it was removed, or is no file'] }
  let document: unknown
  try {
    document = JSON.parse(readFileSync(join(folder, RESULTS_FILE), 'utf8'))
  } catch (error) {
    return { problems: [error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'] }
  }
  const problems = resultsProblems(document)
  return problems.length === 0
    ? { results: document as Results }
    : { problems: problems.slice(0, 10).map(({ path, message }) => `${path || '/'}: ${message}`) }
}

function attestationFindings(folder: string, key: KeyObject, results: Results | undefined): EvidenceFinding[] {
  const finding = (what: string): EvidenceFinding => ({ file: ATTESTATION_FILE, what })
  const path = join(folder, ATTESTATION_FILE)
  if (!isFile(path)) return [finding('is missing: the run was never sealed, or it was removed')]
  const opened = openEnvelope(readFileSync(path), key)
  if (opened.wrong !== undefined) return [finding(opened.wrong)]
  const stated = readStatement(opened)
  if (!stated) return [finding('is signed, but states no test result in the form that this harness reads')]
  if (!results || !isFile(join(folder, MANIFEST_FILE))) return []
  const parts = partsOf(stated)
  const due = partsOf(statementOf(results, readFileSync(join(folder, MANIFEST_FILE))))
  return Object.entries(due).flatMap(([part, value]) => {
    if (isDeepStrictEqual(parts[part], value)) return []
    return part === 'manifest'
      ? { file: MANIFEST_FILE, what: 'was changed: the signed statement is about another one' }
      : finding(`states as ${part} ${brief(parts[part])}, but ${RESULTS_FILE} has ${brief(value)}`)
  })
}

/** What a statement says, by name. */
function partsOf({ subject, predicate }: Statement): Readonly<Record<string, unknown>> {
  const { [EVIDENCE_FIELD]: evidence, ...rest } = predicate
  return { subject, ...rest, ...evidence }
}

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
