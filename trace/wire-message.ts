import type { Direction, TlsFacts } from '../protocols/wire/tap.ts'
import type { Violation } from '../protocols/violation.ts'
import type { LagTimeline } from './lag-timeline.ts'
import type { Observed, ObservedProtocol } from './observed.ts'

/** A view of a message and what is wrong with it. */
export interface Decoded<M> {
  readonly view: M
  /** Judged when first asked for: most messages are never asked. */
  readonly violations: () => readonly Violation[]
}

/** Where a message was seen. */
export interface Sighting {
  readonly owner: string
  readonly protocol: ObservedProtocol
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly connection: string
  readonly role: 'accepted' | 'opened' | undefined
  readonly tls: TlsFacts | undefined
  readonly direction: Direction
  readonly octets: Buffer
  readonly start: number
  readonly end: number
  readonly firstEvent: number
  readonly lastEvent: number
  /** Milliseconds since the start of the run. */
  readonly at: number
  /** The connection ended in the middle of it, or it is undividable. */
  readonly cutOff: boolean
  /** Its sender gave no way to tell where it ends, so that the stream could be divided no further. */
  readonly undividable?: boolean
}

/** A message of the run, decoded when first looked at; it gets its number in each execution that it belongs to. */
export class WireMessage<M = unknown> {
  readonly sighting: Sighting
  readonly #decode: () => Decoded<M>
  readonly lag: LagTimeline
  #decoded: Decoded<M> | undefined
  #violations: readonly Violation[] | undefined

  constructor(sighting: Sighting, lag: LagTimeline, decode: () => Decoded<M>) {
    this.sighting = sighting
    this.#decode = decode
    this.lag = lag
  }

  /** Sent by the implementation under test. */
  get fromIwf(): boolean {
    return this.sighting.direction === 'received'
  }

  get decoded(): Decoded<M> {
    return (this.#decoded ??= this.#decode())
  }

  get violations(): readonly Violation[] {
    return (this.#violations ??= this.decoded.violations())
  }

  /** The same message under a number. */
  observed(id: number): Observed<M> {
    return new Numbered(id, this)
  }
}

/** A message under its number in one execution. */
class Numbered<M> implements Observed<M> {
  readonly id: number
  readonly at: number
  readonly from: string
  readonly owner: string
  readonly protocol: ObservedProtocol
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly connection: string
  readonly role: 'accepted' | 'opened' | undefined
  readonly tls: TlsFacts | undefined
  readonly direction: Direction
  readonly octets: Buffer
  readonly start: number
  readonly end: number
  readonly firstEvent: number
  readonly lastEvent: number
  readonly #message: WireMessage<M>

  constructor(id: number, message: WireMessage<M>) {
    const { sighting } = message
    this.id = id
    this.at = sighting.at
    this.from = message.fromIwf ? 'iwf' : sighting.owner
    this.owner = sighting.owner
    this.protocol = sighting.protocol
    this.transport = sighting.transport
    this.connection = sighting.connection
    this.role = sighting.role
    this.tls = sighting.tls
    this.direction = sighting.direction
    this.octets = sighting.octets
    this.start = sighting.start
    this.end = sighting.end
    this.firstEvent = sighting.firstEvent
    this.lastEvent = sighting.lastEvent
    this.#message = message
  }

  get lag(): number {
    return this.#message.lag.around(this.at)
  }

  lagSince(moment: number): number {
    return this.#message.lag.during(moment, this.at)
  }

  get message(): M {
    return this.#message.decoded.view
  }

  get violations(): readonly Violation[] {
    return this.#message.violations
  }
}
