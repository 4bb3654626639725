import type { Bounds } from '../fixtures/bounds.ts'
import type { PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Clock } from '../protocols/clock.ts'
import type { PeerObserver } from '../simulators/observer.ts'
import type { Need, RunEvent } from '../trace/events.ts'
import type { TraceWriter } from '../trace/writer.ts'
import type { PlannedExecution } from './plan.ts'
import type { RunningSubject, SubjectAddresses, SubjectObserver } from './subject/subject.ts'
import type { AssembledCast } from './world.ts'

/** What one kind of subject adds to a run; everything else is the same for all kinds. */
export interface SubjectKind {
  /** What the record says of it. */
  readonly facts: Pick<RunEvent, 'subject' | 'ics' | 'dimensions' | 'domains'>
  /** Rows that run for information when everything that counts is over. */
  readonly probes: readonly PlannedExecution[]
  /** Opens the sockets of the peers. Rejects with a `WireError` when a port is taken. */
  raise(ground: Ground): Promise<Stage>
}

/** What peers stand on. */
export interface Ground {
  readonly writer: TraceWriter
  readonly clock: Clock
  readonly random: () => number
  readonly bounds: Bounds
  readonly statements: PixitStatements
  /** Hands over what is to be closed at the end of the run, however it ends, in the order of handing over. */
  readonly opens: <T extends { close(): Promise<void> }>(opened: T) => T
}

/** Peers whose sockets are open, around a subject that is still to be started. */
export interface Stage {
  /**
   * Starts the subject and aims the peers at it. Rejects with a `ConfigurationError` or `SubjectError` when it cannot be
   * started.
   */
  start(place: StartingPlace): Promise<RunningSubject>
  /** Called after each start but the first, and waited for. */
  restarted(): Promise<void>
  /** Tries what cases need beforehand; resolves to what is met. */
  tryNeeds(needs: ReadonlySet<Need>): Promise<ReadonlySet<Need>>
  /** Provisions the people of an execution at the peers. Throws what its cast throws. */
  assemble(planned: PlannedExecution, token: string, observer: PeerObserver): AssembledCast
}

export interface StartingPlace {
  /** Where it ran before, when it is to be found there again. */
  readonly at: SubjectAddresses | undefined
  /** Takes the files rendered for the subject. */
  readonly folder: string
  readonly observer: SubjectObserver
}
