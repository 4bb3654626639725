import { attribute, type Attributed, type Attribution, type ConnectionFate } from '../trace/attribution.ts'
import type { IwfEvent, PreflightEvent, ResumeEvent, RunEvent, TraceEvent } from '../trace/events.ts'
import { lastEventOf, type Execution } from '../trace/execution.ts'
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
  /** Where the run was taken up again after it had been killed or interrupted. */
  readonly resumptions: readonly ResumeEvent[]
  /** Whether an execution is of a row that the ICS excludes: it ran for information, and counts nowhere. */
  isProbe(execution: Execution): boolean
  /** Messages of each execution, in its own numbering: the first is number 1. Late ones are left out. */
  messagesOf(execution: Execution): readonly WireMessage[]
  /** Number of a message within an execution; undefined when it does not belong to it. */
  numberOf(message: WireMessage, execution: Execution): number | undefined
  /** Traffic of a kind while an execution ran. */
  during(execution: Execution, kind: Attributed['kind']): readonly WireMessage[]
  /** Traffic of a kind from the start of the run, or from where it was last taken up again, to the end of an execution. */
  until(execution: Execution, kind: Attributed['kind']): readonly WireMessage[]
  /** How connections ended that had carried messages of an execution, up to its end. */
  fatesOf(execution: Execution): readonly ConnectionFate[]
}

/** Reads a log into a {@link RunView}. Throws {@link NotJudgeable} when it lacks its run record. */
export function viewRun(events: Iterable<TraceEvent>): RunView {
  const notes = new RunNotes()
  const attribution = withoutRepeated(attribute(notes.watch(events)))
  const { run } = notes
  if (!run) throw new NotJudgeable('the log has no run record: take the whole log, not an excerpt')
  const { complete, endedAt, preflight, iwf, resumptions } = notes
  const messages = byExecution(attribution)
  const probes = new Set(run.probes)
  const byKind = new Map<Attributed['kind'], readonly WireMessage[]>()
  const ofKind = (kind: Attributed['kind']) => {
    const known = byKind.get(kind) ?? inOrderOfEvents(attribution.messages.filter(one => one.kind === kind))
    byKind.set(kind, known)
    return known
  }
  const fates = fatesByExecution(attribution)
  const numbers = new Map<Execution, ReadonlyMap<WireMessage, number>>()
  return {
    run,
    complete,
    endedAt,
    attribution,
    preflight,
    iwf,
    resumptions,
    isProbe: ({ begin }) => probes.has(begin.row === undefined ? begin.case : `${begin.case}/${begin.row}`),
    messagesOf: execution => messages.get(execution) ?? [],
    numberOf(message, execution) {
      let known = numbers.get(execution)
      if (!known) {
        known = new Map((messages.get(execution) ?? []).map((one, index) => [one, index + 1]))
        numbers.set(execution, known)
      }
      return known.get(message)
    },
    during(execution, kind) {
      const all = ofKind(kind)
      return all.slice(firstAfter(all, execution.begin.seq), endIn(all, execution))
    },
    until(execution, kind) {
      const all = ofKind(kind)
      const resumed = resumptions.findLast(({ seq }) => seq < execution.begin.seq)
      return all.slice(resumed ? firstAfter(all, resumed.seq) : 0, endIn(all, execution))
    },
    fatesOf: execution => fates.get(execution) ?? [],
  }
}

/**
 * An execution that was cut off, and whose row ran again when the run was taken up: it shows nothing about the
 * implementation, which was left without its peers, so neither it nor what belongs to it alone is judged.
 */
function withoutRepeated(attribution: Attribution): Attribution {
  const rowOf = ({ begin }: Execution) => `${begin.case}/${begin.row ?? ''}`
  const attempts = new Map<string, number>()
  for (const execution of attribution.executions)
    attempts.set(rowOf(execution), Math.max(execution.begin.attempt, attempts.get(rowOf(execution)) ?? 0))
  const isRepeated = (execution: Execution) =>
    execution.cutOff !== undefined && (attempts.get(rowOf(execution)) ?? 0) > execution.begin.attempt
  if (!attribution.executions.some(isRepeated)) return attribution
  return {
    ...attribution,
    executions: attribution.executions.filter(execution => !isRepeated(execution)),
    messages: attribution.messages.filter(({ executions }) => executions.length === 0 || !executions.every(isRepeated)),
  }
}

const isDuring = ({ sighting }: WireMessage, execution: Execution): boolean =>
  sighting.lastEvent > execution.begin.seq && sighting.lastEvent <= (lastEventOf(execution) ?? Infinity)

const inOrderOfEvents = (attributed: readonly Attributed[]): readonly WireMessage[] =>
  attributed.map(({ message }) => message).sort((one, other) => one.sighting.lastEvent - other.sighting.lastEvent)

/** Index of the first message after an execution. */
function endIn(messages: readonly WireMessage[], execution: Execution): number {
  const last = lastEventOf(execution)
  return last === undefined ? messages.length : firstAfter(messages, last)
}

/** Index of the first message whose last octet came after an event. */
function firstAfter(messages: readonly WireMessage[], seq: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle]?.sighting.lastEvent ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low
}

function fatesByExecution({ fates }: Attribution): ReadonlyMap<Execution, readonly ConnectionFate[]> {
  const sorted = new Map<Execution, ConnectionFate[]>()
  for (const fate of fates)
    for (const execution of fate.executions) {
      if (execution.end && fate.event.seq > execution.end.seq) continue
      const others = sorted.get(execution)
      if (others) others.push(fate)
      else sorted.set(execution, [fate])
    }
  return sorted
}

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
  readonly iwf: IwfEvent[] = []
  readonly resumptions: ResumeEvent[] = [];

  *watch(events: Iterable<TraceEvent>): Generator<TraceEvent> {
    for (const event of events) {
      this.endedAt = event.t / 1e6
      if (event.type === 'run') this.run = event
      else if (event.type === 'preflight') this.preflight.push(event)
      else if (event.type === 'iwf') this.iwf.push(event)
      else if (event.type === 'run.end') this.complete = event.complete
      else if (event.type === 'resume') {
        this.resumptions.push(event)
        this.complete = false
        // What was needed is tried again, and then that counts.
        this.preflight.length = 0
      }
      yield event
    }
  }
}
