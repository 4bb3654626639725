import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TraceEvent } from '../trace/events.ts'

export interface TraceFile {
  /** Relative to the folder of the run. */
  readonly file: string
  readonly sha256: string
}

/** Writes `traces/<case>.jsonl` for every case; returns by case id where, and the digest. */
export function writeCaseTraces(
  folder: string,
  parts: ReadonlyMap<string, readonly TraceEvent[]>,
): ReadonlyMap<string, TraceFile> {
  const written = new Map<string, TraceFile>()
  for (const [id, events] of parts) {
    const file = `traces/${id}.jsonl`
    const text = events.map(event => `${JSON.stringify(event)}\n`).join('')
    writeFileSync(join(folder, file), text)
    written.set(id, { file, sha256: createHash('sha256').update(text).digest('hex') })
  }
  return written
}
