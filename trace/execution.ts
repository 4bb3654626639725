import type {
  BehaviourEvent,
  CaseBeginEvent,
  CaseEndEvent,
  CasePhaseEvent,
  MarkEvent,
  QuietEvent,
  StallEvent,
  TraceEvent,
  WaitEvent,
} from './events.ts'

/** What the log notes about one attempt at one row of a case, messages apart. */
export interface Execution {
  readonly id: string
  readonly begin: CaseBeginEvent
  /** Undefined while it runs, and for ever if the recording was cut off. */
  readonly end: CaseEndEvent | undefined
  /** The last event before the run was taken up again, when the execution had not ended by then. */
  readonly cutOff: Pick<TraceEvent, 'seq' | 't'> | undefined
  readonly phases: readonly CasePhaseEvent[]
  readonly marks: readonly MarkEvent[]
  readonly quiets: readonly QuietEvent[]
  readonly behaviours: readonly BehaviourEvent[]
  readonly waits: readonly WaitEvent[]
  /** Where the script ended, if a wait passed its bound. */
  readonly stall: StallEvent | undefined
}

/** An {@link Execution} that grows as events come. What comes after its end is left out. */
export class ExecutionNotes implements Execution {
  readonly id: string
  readonly begin: CaseBeginEvent
  end: CaseEndEvent | undefined
  cutOff: Pick<TraceEvent, 'seq' | 't'> | undefined
  readonly phases: CasePhaseEvent[] = []
  readonly marks: MarkEvent[] = []
  readonly quiets: QuietEvent[] = []
  readonly behaviours: BehaviourEvent[] = []
  readonly waits: WaitEvent[] = []
  stall: StallEvent | undefined

  constructor(begin: CaseBeginEvent) {
    this.id = begin.execution
    this.begin = begin
  }

  /** The run ended with this event, too early, and was taken up again after it. */
  cutOffAfter({ seq, t }: TraceEvent): void {
    if (!this.end) this.cutOff ??= { seq, t }
  }

  take(event: TraceEvent): void {
    if (this.end) return
    switch (event.type) {
      case 'case.phase':
        this.phases.push(event)
        return
      case 'case.end':
        this.end = event
        return
      case 'mark':
        this.marks.push(event)
        return
      case 'quiet':
        this.quiets.push(event)
        return
      case 'behaviour':
        this.behaviours.push(event)
        return
      case 'wait':
        this.waits.push(event)
        return
      case 'stall':
        this.stall ??= event
        return
      default:
        return
    }
  }
}

/** Number of the last event that can be its own; undefined for one that lasts to the end of the log. */
export const lastEventOf = ({ end, cutOff }: Execution): number | undefined => end?.seq ?? cutOff?.seq

/** The phase in which an execution was at an event of the log. */
export function phaseAt(execution: Execution, seq: number): CasePhaseEvent['phase'] {
  return execution.phases.findLast(phase => phase.seq <= seq)?.phase ?? 'given'
}

/** The case under which the engine's own preflight is recorded. */
export const PREFLIGHT = 'preflight'
