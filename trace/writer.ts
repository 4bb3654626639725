import type {
  ConnectionFacts,
  ConnectionTap,
  DatagramFacts,
  Direction,
  Tap,
  WireReference,
} from '../protocols/wire/tap.ts'
import type { Clock } from '../protocols/clock.ts'
import { TRACE_SCHEMA, type TraceEvent, type RunEvent } from './events.ts'
import { LagMonitor } from './lag-monitor.ts'
import { logOctets } from './logged-octets.ts'
import type { TraceSink } from './sink.ts'
import { TraceError } from './trace-error.ts'

type Unstamped<E> = E extends TraceEvent ? Omit<E, 'seq' | 't'> : never
/** An event that has not got its place and time yet. */
export type NewEvent = Unstamped<TraceEvent>
/** Fields of an event of type `T` besides those that the writer sets. */
type Fields<T extends TraceEvent['type']> = Omit<Extract<TraceEvent, { type: T }>, 'seq' | 't' | 'type'>

/** What a log begins with. */
export type RunFacts = Omit<Fields<'run'>, 'schema'>

/** A log that ended too early and goes on. */
export interface ContinuedLog {
  /** Number of its last event. */
  readonly last: number
  /** How many connections it has. */
  readonly connections: number
  /** Nanoseconds since the start of the run at which it goes on; not before its last event. */
  readonly began: number
  readonly resumption: Fields<'resume'>
}

/** Events wait in memory for at most the rest of the event loop's turn that caused them, and no more than this. */
const PENDING_CHARACTERS = 1 << 16

/**
 * Writes the one log of a run. Every octet that passes the sockets and every annotation gets a number, counting from
 * 1, and the time of the run's monotonic clock. Events are appended when the event loop's turn that caused them ends, all
 * at once: under load a write for each would take as long as the traffic. A killed process loses none but those of its
 * last turn.
 *
 * All methods throw a {@link TraceError}: `trace-closed` after {@link TraceWriter.close}, `trace-write-failed` when the
 * sink failed, now or earlier. A run whose evidence cannot be written must not go on.
 */
export class TraceWriter implements Tap {
  readonly #sink: TraceSink
  readonly #now: () => number
  #seq = 0
  #connections = 0
  #pending: string[] = []
  #pendingCharacters = 0
  #flushScheduled = false
  #failure: unknown
  #state: 'open' | 'closed' = 'open'
  #lag: LagMonitor | undefined

  /** Begins a log, or goes on with one. `now` gives nanoseconds since the start of the run; without it the process's monotonic clock begins here. */
  constructor(sink: TraceSink, run: RunFacts | ContinuedLog, now?: () => number) {
    const origin = process.hrtime.bigint()
    const began = 'last' in run ? run.began : 0
    this.#sink = sink
    this.#now = now ?? (() => began + Number(process.hrtime.bigint() - origin))
    if ('last' in run) {
      this.#seq = run.last
      this.#connections = run.connections
      this.record({ type: 'resume', ...run.resumption })
      return
    }
    const first: Omit<RunEvent, 'seq' | 't'> = { type: 'run', schema: TRACE_SCHEMA, ...run }
    this.record(first)
  }

  /** Number of the event that was recorded last. */
  get seq(): number {
    return this.#seq
  }

  /** Nanoseconds since the start of the run. */
  now(): number {
    return this.#now()
  }

  /** Records any event and returns its number. The methods below read better where they exist. */
  record(event: NewEvent): number {
    if (this.#failure !== undefined) throw this.#failure as Error
    if (this.#state === 'closed')
      throw new TraceError('trace-closed', `the log is closed; "${event.type}" came after run.end`)
    const seq = ++this.#seq
    const line = JSON.stringify({ seq, t: this.#now(), ...event }) + '\n'
    this.#pending.push(line)
    this.#pendingCharacters += line.length
    if (this.#pendingCharacters >= PENDING_CHARACTERS) this.flush()
    else this.#scheduleFlush()
    return seq
  }

  /** Hands everything recorded so far to the sink. */
  flush(): void {
    if (this.#pending.length === 0) return
    const lines = this.#pending.join('')
    this.#pending = []
    this.#pendingCharacters = 0
    try {
      this.#sink.append(lines)
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  /** Watches the delay of the event loop from now on; see {@link LagMonitor}. */
  startLagMonitor(clock: Clock): void {
    this.#lag ??= new LagMonitor(clock, delay => this.record({ type: 'lag', delay: Math.round(delay * 1e6) }))
  }

  stopLagMonitor(): void {
    this.#lag?.stop()
    this.#lag = undefined
  }

  /** Ends the log in order: `run.end` is its last record. Closing twice does nothing. */
  close(end: Fields<'run.end'>): void {
    if (this.#state === 'closed') return
    this.stopLagMonitor()
    this.record({ type: 'run.end', ...end })
    this.flush()
    this.#state = 'closed'
    this.#sink.close()
  }

  open(facts: ConnectionFacts): ConnectionTap {
    const connection = `c${++this.#connections}`
    const { owner, protocol, transport, role, local, remote, tls } = facts
    this.record({
      type: 'open',
      connection,
      owner,
      protocol,
      transport,
      role,
      local,
      remote,
      ...(tls === undefined ? {} : { tls }),
    })
    const offset = { sent: 0, received: 0 }
    return {
      octets: (direction: Direction, octets: Buffer): WireReference => {
        const logged = logOctets(octets)
        const seq = this.record({ type: 'octets', connection, direction, offset: offset[direction], ...logged })
        offset[direction] += octets.length
        return seq
      },
      end: by => void this.record({ type: 'end', connection, by }),
      reset: code => void this.record({ type: 'reset', connection, code }),
    }
  }

  refused(facts: Omit<ConnectionFacts, 'local'>, code: string): void {
    const { owner, protocol, transport, role, remote } = facts
    this.record({ type: 'refused', owner, protocol, transport, role, remote, code })
  }

  datagram(facts: DatagramFacts, octets: Buffer): WireReference {
    const { owner, protocol, direction, local, remote } = facts
    return this.record({ type: 'datagram', owner, protocol, direction, local, remote, ...logOctets(octets) })
  }

  caseBegin(fields: Fields<'case.begin'>): number {
    return this.record({ type: 'case.begin', ...fields })
  }

  casePhase(fields: Fields<'case.phase'>): number {
    return this.record({ type: 'case.phase', ...fields })
  }

  caseEnd(fields: Fields<'case.end'>): number {
    return this.record({ type: 'case.end', ...fields })
  }

  mark(fields: Fields<'mark'>): number {
    return this.record({ type: 'mark', ...fields })
  }

  quiet(fields: Fields<'quiet'>): number {
    return this.record({ type: 'quiet', ...fields })
  }

  behaviour(fields: Fields<'behaviour'>): number {
    return this.record({ type: 'behaviour', ...fields })
  }

  wait(fields: Fields<'wait'>): number {
    return this.record({ type: 'wait', ...fields })
  }

  stall(fields: Fields<'stall'>): number {
    return this.record({ type: 'stall', ...fields })
  }

  iwf(fields: Fields<'iwf'>): number {
    return this.record({ type: 'iwf', ...fields })
  }

  preflight(fields: Fields<'preflight'>): number {
    return this.record({ type: 'preflight', ...fields })
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return
    this.#flushScheduled = true
    setImmediate(() => {
      this.#flushScheduled = false
      try {
        this.flush()
      } catch {
        // Kept in #failure: the next record throws it to whoever can end the run.
      }
    })
  }
}
