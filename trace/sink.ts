import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { TraceError } from './trace-error.ts'

/** Where a log goes. What `append` has taken must survive the death of the process. */
export interface TraceSink {
  append(lines: string): void
  close(): void
}

/** Keeps the log in memory. */
export class MemorySink implements TraceSink {
  readonly #parts: string[] = []

  append(lines: string): void {
    this.#parts.push(lines)
  }

  close(): void {
    // Nothing is held open.
  }

  get text(): string {
    return this.#parts.join('')
  }
}

/**
 * Appends to a new file, or with `continues` to one that is there, with the system's own write: what was handed over is
 * there even after SIGKILL. Throws a {@link TraceError} `trace-write-failed` when the file exists already (or does not,
 * with `continues`), cannot be made, or cannot grow.
 */
export class FileSink implements TraceSink {
  readonly #path: string
  readonly #descriptor: number

  constructor(path: string, { continues = false }: { readonly continues?: boolean } = {}) {
    this.#path = path
    try {
      this.#descriptor = openSync(path, continues ? constants.O_APPEND | constants.O_WRONLY : 'ax')
    } catch (error) {
      throw new TraceError(
        'trace-write-failed',
        `${path}: cannot begin a log here; choose a folder that is writable and holds no log yet`,
        error,
      )
    }
  }

  append(lines: string): void {
    const octets = Buffer.from(lines, 'utf8')
    try {
      for (let written = 0; written < octets.length;) written += writeSync(this.#descriptor, octets, written)
    } catch (error) {
      throw new TraceError(
        'trace-write-failed',
        `${this.#path}: the log cannot grow; make room on the disk and run again`,
        error,
      )
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
