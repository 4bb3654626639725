import type { RunView } from '../../judge/run-view.ts'
import type {
  DatagramEvent,
  EndEvent,
  OctetsEvent,
  OpenEvent,
  RefusedEvent,
  ResetEvent,
  TraceEvent,
} from '../../trace/events.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import { WireIndex } from './wire-index.ts'

/** Octets of a case that one event of the log brought: all of its own, and none of other cases. */
export interface TrafficOctets {
  readonly kind: 'octets'
  readonly event: OctetsEvent | DatagramEvent
  readonly octets: Buffer
  /** The messages that are complete with these octets. */
  readonly complete: readonly CompleteMessage[]
}

export interface CompleteMessage {
  readonly message: WireMessage
  /** Where in the octets it ends. */
  readonly end: number
}

/** What the wire showed of a case, an event of the log each. */
export type Traffic =
  | TrafficOctets
  | { readonly kind: 'open'; readonly event: OpenEvent }
  | { readonly kind: 'close'; readonly event: EndEvent | ResetEvent }
  | { readonly kind: 'refused'; readonly event: RefusedEvent }

/**
 * The traffic of every case that ran, in the order of the log: the octets of its messages in the pieces in which they
 * came, late ones too, and with those of the SSP session's upkeep that its executions saw; beginning and end of the
 * connections that held them; and attempts to connect that were refused while it ran, which nothing ties to one case.
 */
export function trafficByCase(events: readonly TraceEvent[], view: RunView): ReadonlyMap<string, readonly Traffic[]> {
  const index = new WireIndex(events)
  const refused = refusedByCase(events)
  return new Map(
    [...messagesByCase(view)].map(([id, messages]) => {
      const connections = [...new Set([...messages].map(({ sighting }) => sighting.connection))]
      const traffic: Traffic[] = [
        ...piecesOf(messages, index),
        ...connections.flatMap(connection => index.lifeOf(connection)),
        ...(refused.get(id) ?? []),
      ]
      return [id, traffic.sort((one, another) => one.event.seq - another.event.seq)]
    }),
  )
}

function messagesByCase(view: RunView): ReadonlyMap<string, ReadonlySet<WireMessage>> {
  const messages = new Map<string, Set<WireMessage>>()
  const add = (id: string, all: readonly WireMessage[]) => {
    const known = messages.get(id) ?? new Set()
    for (const message of all) known.add(message)
    messages.set(id, known)
  }
  const { executions, messages: attributed } = view.attribution
  for (const execution of executions) add(execution.begin.case, view.messagesOf(execution))
  for (const { message, executions: owners } of attributed) for (const { begin } of owners) add(begin.case, [message])
  return messages
}

/** By the event that brought them; a chunk that holds messages of other cases as well is left with its own. */
function piecesOf(messages: Iterable<WireMessage>, index: WireIndex): TrafficOctets[] {
  const pieces = new Map<number, { event: TrafficOctets['event']; parts: Buffer[]; complete: CompleteMessage[] }>()
  // An SSP transaction is the same octets as the HTTP message around it.
  const done = new Map<string, number>()
  const inOrder = [...messages].sort(
    ({ sighting: one }, { sighting: another }) => one.firstEvent - another.firstEvent || one.start - another.start,
  )
  for (const message of inOrder) {
    const { sighting } = message
    const stream = `${sighting.connection} ${sighting.direction}`
    const isDatagram = sighting.transport === 'udp'
    if (!isDatagram && (done.get(stream) ?? 0) >= sighting.end) continue
    done.set(stream, sighting.end)
    for (const { event, octets } of index.eventsOf(sighting)) {
      const piece = pieces.get(event.seq) ?? { event, parts: [], complete: [] }
      piece.parts.push(octets)
      if (event.seq === sighting.lastEvent) piece.complete.push({ message, end: lengthOf(piece.parts) })
      pieces.set(event.seq, piece)
    }
  }
  return [...pieces.values()].map(({ event, parts, complete }) => {
    const [first, ...others] = parts
    return { kind: 'octets', event, octets: first && others.length === 0 ? first : Buffer.concat(parts), complete }
  })
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0)

/** Under every case that was running. */
function refusedByCase(events: readonly TraceEvent[]): ReadonlyMap<string, readonly Traffic[]> {
  const refused = new Map<string, Traffic[]>()
  const running = new Map<string, string>()
  for (const event of events) {
    if (event.type === 'case.begin') running.set(event.execution, event.case)
    else if (event.type === 'case.end') running.delete(event.execution)
    else if (event.type === 'refused')
      for (const id of new Set(running.values())) {
        const known = refused.get(id) ?? []
        known.push({ kind: 'refused', event })
        refused.set(id, known)
      }
  }
  return refused
}
