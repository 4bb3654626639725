import type { Clock } from '../protocols/clock.ts'
import type { Bounds } from '../fixtures/bounds.ts'
import type { ImpsServer } from '../simulators/imps/imps-server.ts'
import type { SimplePeer } from '../simulators/simple/simple-peer.ts'
import type { TraceWriter } from '../trace/writer.ts'
import type { ScriptPixit } from './case.ts'

/** Everything that the executions of a run share: the open sockets, the record, and the times in force. */
export interface World {
  readonly writer: TraceWriter
  readonly clock: Clock
  readonly random: () => number
  readonly simple: SimplePeer
  /** By domain. */
  readonly imps: ReadonlyMap<string, ImpsServer>
  readonly domains: RunDomains
  readonly pixit: ScriptPixit
  readonly bounds: Bounds
}

export interface RunDomains {
  readonly sip: string
  /** The domain of ordinary users. */
  readonly first: string
  readonly second: string
  /** By case id, for cases isolated by domain. */
  readonly own: ReadonlyMap<string, string>
}

/** All IMPS domains of a run, each once. */
export const impsDomains = (domains: RunDomains): readonly string[] => [
  domains.first,
  domains.second,
  ...domains.own.values(),
]
