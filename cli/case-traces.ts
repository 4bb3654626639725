import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TraceEvent } from '../trace/events.ts'

export interface TraceFile {
  /** Relative to the folder of the run. */
  readonly file: string
  readonly sha256: string
}

/** The export of each case's part of a log, by the file that it goes to, relative to the folder of the run. */
export function caseTraceTexts(parts: ReadonlyMap<string, readonly TraceEvent[]>): ReadonlyMap<string, string> {
  return new Map(
    [...parts].map(([id, events]) => [fileOf(id), events.map(event => `${JSON.stringify(event)}\n`).join('')]),
  )
}

/** Writes `traces/<case>.jsonl` for every case; returns by case id where, and the digest. */
export function writeCaseTraces(
  folder: string,
  parts: ReadonlyMap<string, readonly TraceEvent[]>,
): ReadonlyMap<string, TraceFile> {
  const digests = new Map<string, string>()
  for (const [file, text] of caseTraceTexts(parts)) {
    writeFileSync(join(folder, file), text)
    digests.set(file, createHash('sha256').update(text).digest('hex'))
  }
  return new Map([...parts.keys()].map(id => [id, { file: fileOf(id), sha256: digests.get(fileOf(id)) ?? '' }]))
}

const fileOf = (id: string): string => `traces/${id}.jsonl`
