import type { Clock } from '../protocols/clock.ts'
import type { PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Bounds } from '../fixtures/bounds.ts'
import type { TraceWriter } from '../trace/writer.ts'
import type { PeerObserver } from '../simulators/observer.ts'
import type { Cast, ScriptPixit } from './case.ts'
import type { PlannedExecution } from './plan.ts'

/** What every execution needs, whatever the subject: the record, the times in force, and people to play. */
export interface RunWorld {
  readonly writer: TraceWriter
  readonly clock: Clock
  readonly random: () => number
  readonly pixit: ScriptPixit
  readonly statements: PixitStatements
  readonly bounds: Bounds
  /** Ends the implementation in order and starts it again where it was. Rejects when it cannot be started. */
  restartSubject(): Promise<void>
  /** Provisions the people of an execution at the peers. Throws what its cast throws. */
  assemble(planned: PlannedExecution, token: string, observer: PeerObserver): AssembledCast
}

/** The people of one execution, and how to dismiss them. */
export interface AssembledCast {
  readonly cast: Cast
  /** What the script gets to play with besides what every script gets, by name. */
  readonly hands: Readonly<Record<string, unknown>>
  /** Role → address, for the record. */
  readonly addresses: Readonly<Record<string, string>>
  dismiss(): Promise<void>
}

export interface RunDomains {
  readonly sip: string
  /** The domain of ordinary users. */
  readonly first: string
  readonly second: string
  /** By the id of an execution without its attempt, for those isolated by domain. */
  readonly own: ReadonlyMap<string, string>
}

/** All IMPS domains of a run, each once. */
export const impsDomains = (domains: RunDomains): readonly string[] => [
  domains.first,
  domains.second,
  ...domains.own.values(),
]
