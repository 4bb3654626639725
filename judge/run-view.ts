import { attribute, type Attributed, type Attribution } from '../trace/attribution.ts'
import type { IwfEvent, PreflightEvent, RunEvent, TraceEvent } from '../trace/events.ts'
import type { Execution } from '../trace/execution.ts'
import type { WireMessage } from '../trace/wire-message.ts'
import { NotJudgeable } from './not-judgeable.ts'

/** A log as judging needs it: its messages sorted, and what was noted beside them. */
export interface RunView {
  readonly run: RunEvent
  /** False when the log does not end with a `run.end` that says so. */
  readonly complete: boolean
  /** Milliseconds since the start of the run. */
  readonly endedAt: number
  readonly attribution: Attribution
  readonly preflight: readonly PreflightEvent[]
  readonly iwf: readonly IwfEvent[]
  /** Messages of each execution, in its own numbering: the first is number 1. Late ones are left out. */
  messagesOf(execution: Execution): readonly WireMessage[]
  /** Number of a message within an execution; undefined when it does not belong to it. */
  numberOf(message: WireMessage, execution: Execution): number | undefined
  /** Traffic of a kind while an execution ran. */
  during(execution: Execution, kind: Attributed['kind']): readonly WireMessage[]
}

/** Reads a log into a {@link RunView}. Throws {@link NotJudgeable} when it lacks its run record. */
export function viewRun(events: Iterable<TraceEvent>): RunView {
  const notes = new RunNotes()
  const attribution = attribute(notes.watch(events))
  const { run } = notes
  if (!run) throw new NotJudgeable('the log has no run record: take the whole log, not an excerpt')
  const { complete, endedAt, preflight, iwf } = notes
  const messages = byExecution(attribution)
  const byKind = new Map<Attributed['kind'], readonly WireMessage[]>()
  const ofKind = (kind: Attributed['kind']) => {
    const known = byKind.get(kind) ?? attribution.messages.filter(one => one.kind === kind).map(one => one.message)
    byKind.set(kind, known)
    return known
  }
  const numbers = new Map<Execution, ReadonlyMap<WireMessage, number>>()
  return {
    run,
    complete,
    endedAt,
    attribution,
    preflight,
    iwf,
    messagesOf: execution => messages.get(execution) ?? [],
    numberOf(message, execution) {
      let known = numbers.get(execution)
      if (!known) {
        known = new Map((messages.get(execution) ?? []).map((one, index) => [one, index + 1]))
        numbers.set(execution, known)
      }
      return known.get(message)
    },
    during: (execution, kind) => ofKind(kind).filter(message => isDuring(message, execution)),
  }
}

const isDuring = ({ sighting }: WireMessage, { begin, end }: Execution): boolean =>
  sighting.lastEvent > begin.seq && (end === undefined || sighting.lastEvent < end.seq)

/** While an execution runs alone, upkeep of the SSP session is its own as well: nothing else can have caused it. */
function byExecution({ executions, messages }: Attribution): ReadonlyMap<Execution, WireMessage[]> {
  const sorted = new Map<Execution, WireMessage[]>(executions.map(execution => [execution, []]))
  const alone = executions.filter(({ begin }) => begin.alone)
  for (const { message, executions: owners, lateFor, kind } of messages) {
    const own = owners.filter(execution => !lateFor.includes(execution))
    const host = kind === 'infrastructure' ? alone.find(execution => isDuring(message, execution)) : undefined
    for (const execution of host && !own.includes(host) ? [...own, host] : own) sorted.get(execution)?.push(message)
  }
  return sorted
}

class RunNotes {
  run: RunEvent | undefined
  complete = false
  endedAt = 0
  readonly preflight: PreflightEvent[] = []
  readonly iwf: IwfEvent[] = [];

  *watch(events: Iterable<TraceEvent>): Generator<TraceEvent> {
    for (const event of events) {
      this.endedAt = event.t / 1e6
      if (event.type === 'run') this.run = event
      else if (event.type === 'preflight') this.preflight.push(event)
      else if (event.type === 'iwf') this.iwf.push(event)
      else if (event.type === 'run.end') this.complete = event.complete
      yield event
    }
  }
}
