import type { TraceEvent } from './events.ts'
import { parseEvent } from './event-shape.ts'
import { linesOf, type Line } from './lines.ts'
import { loggedLength } from './logged-octets.ts'
import { TraceError } from './trace-error.ts'

/** A log, read as it is iterated. */
export interface TraceLog extends Iterable<TraceEvent> {
  /**
   * Why the log is not whole, once it was iterated: the run was killed, so its last line is cut off or its last record
   * is not `run.end`. Undefined for a log that was closed in order.
   */
  readonly incomplete: string | undefined
}

export interface ReadOptions {
  /** The log is an export of one case: a part of the events of a run, in order. */
  readonly part?: boolean
}

/**
 * Reads a log from a file, or from lines such as `linesOfText` gives. Each iteration reads it anew from a file.
 * Throws a {@link TraceError}, while iterating, at the first line that is no event, that is out of sequence, or whose
 * octets do not follow those before it. A last line that is cut off is left out and reported as incomplete.
 */
export function readTrace(source: string | Iterable<Line>, options: ReadOptions = {}): TraceLog {
  const name = typeof source === 'string' ? source : 'log'
  const log = {
    incomplete: undefined as string | undefined,
    *[Symbol.iterator](): Generator<TraceEvent> {
      log.incomplete = undefined
      const order = new Order(options.part === true)
      let number = 0
      let last: TraceEvent | undefined
      for (const line of typeof source === 'string' ? linesOf(source) : source) {
        number++
        if (!line.ended) {
          log.incomplete = `line ${number} is cut off: the run was killed`
          break
        }
        const where = `${name}:${number}`
        const event = parseEvent(line.text, where)
        order.check(event, where)
        yield event
        last = event
      }
      if (last === undefined)
        throw new TraceError('trace-empty', `${name}: holds no event; the run ended before it began, run it again`)
      if (last.type !== 'run.end') log.incomplete ??= 'there is no run.end: the run was killed'
    },
  }
  return log
}

/** What must hold between one event and those before it. */
class Order {
  readonly #part: boolean
  #seq = 0
  #t = 0
  readonly #offsets = new Map<string, number>()

  constructor(part: boolean) {
    this.#part = part
  }

  check(event: TraceEvent, where: string): void {
    const expected = this.#seq + 1
    if (expected === 1 && event.type !== 'run')
      throw new TraceError('trace-sequence-broken', `${where}: a log begins with its run record; take the whole log`)
    if (this.#part ? event.seq < expected : event.seq !== expected)
      throw new TraceError(
        'trace-sequence-broken',
        `${where}: event ${event.seq} where ${expected} was due; lines are missing or moved, take the original log`,
      )
    if (event.t < this.#t)
      throw new TraceError('trace-sequence-broken', `${where}: time goes backwards; take the original log`)
    this.#seq = event.seq
    this.#t = event.t
    if (event.type === 'open') {
      this.#offsets.set(`${event.connection} sent`, 0).set(`${event.connection} received`, 0)
    } else if (event.type === 'octets') {
      const stream = `${event.connection} ${event.direction}`
      const due = this.#offsets.get(stream)
      const right = due !== undefined && (this.#part ? event.offset >= due : event.offset === due)
      if (!right)
        throw new TraceError(
          'trace-stream-broken',
          due === undefined
            ? `${where}: octets on ${event.connection}, which was never opened; take the original log`
            : `${where}: octets at offset ${event.offset} of ${stream} where ${due} was due; take the original log`,
        )
      this.#offsets.set(stream, event.offset + loggedLength(event))
    }
  }
}
