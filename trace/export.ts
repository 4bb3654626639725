import type { Attribution } from './attribution.ts'
import type { OctetsEvent, TraceEvent } from './events.ts'

/**
 * The part of a log that concerns each case: the run record, the notes on its executions, and the octets that hold its
 * messages with the beginning and end of their connections; the recorder's delays and refused connections meanwhile.
 * Events keep their numbers; an octets event that holds messages of two cases is in both parts.
 */
export function eventsByCase(
  events: readonly TraceEvent[],
  attribution: Attribution,
): ReadonlyMap<string, readonly TraceEvent[]> {
  const index = indexOf(events, attribution)
  const parts = new Map<string, TraceEvent[]>([...index.caseOfExecution.values()].map(id => [id, []]))
  const open = new Set<string>()
  for (const event of events) {
    if (event.type === 'case.begin') open.add(event.case)
    for (const id of casesOf(event, index, open)) parts.get(id)?.push(event)
    if (event.type === 'case.end') open.delete(index.caseOfExecution.get(event.execution) ?? '')
  }
  return parts
}

interface Index {
  readonly casesOfEvent: ReadonlyMap<number, ReadonlySet<string>>
  readonly casesOfConnection: ReadonlyMap<string, ReadonlySet<string>>
  readonly caseOfExecution: ReadonlyMap<string, string>
}

function indexOf(events: readonly TraceEvent[], { executions, messages }: Attribution): Index {
  const streams = new Map<string, number[]>()
  for (const event of events) {
    if (event.type !== 'octets') continue
    const stream = streams.get(streamOf(event))
    if (stream) stream.push(event.seq)
    else streams.set(streamOf(event), [event.seq])
  }
  const casesOfEvent = new Map<number, Set<string>>()
  const casesOfConnection = new Map<string, Set<string>>()
  for (const { message, executions: owners } of messages) {
    const { firstEvent, lastEvent, connection } = message.sighting
    // Between the first and the last event of a message there may be others, of other connections.
    const held =
      firstEvent === lastEvent ? [firstEvent] : between(streams.get(streamOf(message.sighting)), firstEvent, lastEvent)
    for (const { begin } of owners) {
      for (const seq of held) add(casesOfEvent, seq, begin.case)
      add(casesOfConnection, connection, begin.case)
    }
  }
  const caseOfExecution = new Map(executions.map(({ id, begin }) => [id, begin.case]))
  return { casesOfEvent, casesOfConnection, caseOfExecution }
}

const streamOf = ({ connection, direction }: Pick<OctetsEvent, 'connection' | 'direction'>): string =>
  `${connection} ${direction}`

/** Those of ascending numbers that lie between two, both included. */
function between(numbers: readonly number[] = [], first: number, last: number): readonly number[] {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < first) low = middle + 1
    else high = middle
  }
  const end = numbers.indexOf(last, low)
  return end < 0 ? [first] : numbers.slice(low, end + 1)
}

/** The cases that an event concerns; `open` are those that run at its place in the log. */
function casesOf(event: TraceEvent, index: Index, open: ReadonlySet<string>): Iterable<string> {
  switch (event.type) {
    case 'run':
    case 'resume':
    case 'run.end':
      return new Set(index.caseOfExecution.values())
    case 'open':
    case 'end':
    case 'reset':
      return index.casesOfConnection.get(event.connection) ?? []
    case 'octets':
    case 'datagram':
      return index.casesOfEvent.get(event.seq) ?? []
    case 'lag':
    case 'refused':
      return open
    case 'iwf':
    case 'preflight':
      return []
    default:
      return [index.caseOfExecution.get(event.execution) ?? '']
  }
}

function add<K>(map: Map<K, Set<string>>, key: K, value: string): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}
