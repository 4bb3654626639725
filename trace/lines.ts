import { closeSync, openSync, readSync } from 'node:fs'
import { TraceError } from './trace-error.ts'

const CHUNK = 1 << 18
const NEWLINE = 0x0a

/** One line of a log; `ended` is false for a last line without its newline. */
export interface Line {
  readonly text: string
  readonly ended: boolean
}

/**
 * The lines of a file, read as they are asked for. Only LF ends a line: JSON strings may hold U+2028 and the like.
 * Throws a {@link TraceError} `trace-unreadable`.
 */
export function* linesOf(path: string): Generator<Line> {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    throw new TraceError('trace-unreadable', `${path}: cannot be read; check the path and its permissions`, error)
  }
  try {
    let rest: Buffer[] = []
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK)
      const size = readSync(descriptor, chunk)
      if (size === 0) break
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < size; at = chunk.indexOf(NEWLINE, from)) {
        rest.push(chunk.subarray(from, at))
        const line = rest.length === 1 && rest[0] !== undefined ? rest[0] : Buffer.concat(rest)
        rest = []
        yield { text: line.toString('utf8'), ended: true }
        from = at + 1
      }
      if (from < size) rest.push(chunk.subarray(from, size))
    }
    if (rest.length > 0) yield { text: Buffer.concat(rest).toString('utf8'), ended: false }
  } finally {
    closeSync(descriptor)
  }
}

/** The lines of a text, each with or without its LF. */
export function* linesOfText(text: string): Generator<Line> {
  for (let from = 0; from < text.length;) {
    const at = text.indexOf('\n', from)
    yield { text: text.slice(from, at < 0 ? undefined : at), ended: at >= 0 }
    from = at < 0 ? text.length : at + 1
  }
}
