import type { DatagramEvent, OctetsEvent, TraceEvent } from '../../trace/events.ts'
import { loggedLength } from '../../trace/logged-octets.ts'
import type { Sighting } from '../../trace/wire-message.ts'
import type { Traffic } from './case-traffic.ts'

/** The part of a message that one event of the log brought. */
export interface Part {
  readonly event: OctetsEvent | DatagramEvent
  readonly octets: Buffer
}

type Life = Exclude<Traffic, { kind: 'octets' | 'refused' }>

/** The events of a log that the wire caused, by what they are about. */
export class WireIndex {
  readonly #streams = new Map<string, OctetsEvent[]>()
  readonly #datagrams = new Map<number, DatagramEvent>()
  readonly #lives = new Map<string, Life[]>()

  constructor(events: readonly TraceEvent[]) {
    for (const event of events)
      switch (event.type) {
        case 'octets':
          append(this.#streams, `${event.connection} ${event.direction}`, event)
          break
        case 'datagram':
          this.#datagrams.set(event.seq, event)
          break
        case 'open':
          append(this.#lives, event.connection, { kind: 'open', event })
          break
        case 'end':
        case 'reset':
          append(this.#lives, event.connection, { kind: 'close', event })
          break
        default:
          break
      }
  }

  /** How a stream connection began and ended; empty for datagrams. */
  lifeOf(connection: string): readonly Life[] {
    return this.#lives.get(connection) ?? []
  }

  /** The events that brought a message, and what of it each did. */
  eventsOf({ transport, connection, direction, firstEvent, lastEvent, octets, start, end }: Sighting): Part[] {
    if (transport === 'udp') {
      const event = this.#datagrams.get(firstEvent)
      return event ? [{ event, octets }] : []
    }
    const events = this.#streams.get(`${connection} ${direction}`) ?? []
    const parts: Part[] = []
    for (let i = indexOf(events, firstEvent); i < events.length; i++) {
      const event = events[i]
      if (!event || event.seq > lastEvent) break
      const from = Math.max(start, event.offset)
      const to = Math.min(end, event.offset + loggedLength(event))
      if (from < to) parts.push({ event, octets: octets.subarray(from - start, to - start) })
    }
    return parts
  }
}

/** Where in ascending events the first is that is no earlier than one. */
function indexOf(events: readonly OctetsEvent[], seq: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((events[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
