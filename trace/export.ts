import type { Attribution } from './attribution.ts'
import type { TraceEvent } from './events.ts'

/**
 * The part of a log that concerns each case: the run record, the notes on its executions, and the octets that hold its
 * messages with the beginning and end of their connections. Events keep their numbers; an octets event that holds
 * messages of two cases is in both parts.
 */
export function eventsByCase(
  events: readonly TraceEvent[],
  attribution: Attribution,
): ReadonlyMap<string, readonly TraceEvent[]> {
  const casesOfEvent = new Map<number, Set<string>>()
  const casesOfConnection = new Map<string, Set<string>>()
  const caseOfExecution = new Map(attribution.executions.map(({ id, begin }) => [id, begin.case]))
  for (const { message, executions } of attribution.messages) {
    const { firstEvent, lastEvent, connection } = message.sighting
    for (const { begin } of executions) {
      for (let seq = firstEvent; seq <= lastEvent; seq++) add(casesOfEvent, seq, begin.case)
      add(casesOfConnection, connection, begin.case)
    }
  }
  const parts = new Map<string, TraceEvent[]>([...caseOfExecution.values()].map(id => [id, []]))
  const open = new Set<string>()
  for (const event of events) {
    if ('execution' in event && event.type === 'case.begin') open.add(event.case)
    for (const id of casesOf(event, { casesOfEvent, casesOfConnection, caseOfExecution, open }))
      parts.get(id)?.push(event)
    if (event.type === 'case.end') open.delete(caseOfExecution.get(event.execution) ?? '')
  }
  return parts
}

interface Index {
  readonly casesOfEvent: ReadonlyMap<number, ReadonlySet<string>>
  readonly casesOfConnection: ReadonlyMap<string, ReadonlySet<string>>
  readonly caseOfExecution: ReadonlyMap<string, string>
  /** Cases that run at this place in the log. */
  readonly open: ReadonlySet<string>
}

function casesOf(event: TraceEvent, index: Index): Iterable<string> {
  switch (event.type) {
    case 'run':
    case 'run.end':
      return new Set(index.caseOfExecution.values())
    case 'open':
    case 'end':
    case 'reset':
      return index.casesOfConnection.get(event.connection) ?? []
    case 'octets':
    case 'datagram':
      // Octets between the first and the last event of a message may belong to another connection.
      return belongsTo(event, index)
    case 'lag':
    case 'refused':
      return index.open
    case 'iwf':
    case 'preflight':
      return []
    default:
      return [index.caseOfExecution.get(event.execution) ?? '']
  }
}

function belongsTo(event: Extract<TraceEvent, { type: 'octets' | 'datagram' }>, index: Index): Iterable<string> {
  const cases = index.casesOfEvent.get(event.seq) ?? new Set<string>()
  if (event.type === 'datagram') return cases
  const onConnection = index.casesOfConnection.get(event.connection)
  return [...cases].filter(id => onConnection?.has(id))
}

function add<K>(map: Map<K, Set<string>>, key: K, value: string): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}
