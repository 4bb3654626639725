import type { RunView } from '../../judge/run-view.ts'
import { traceOf } from '../../judge/trace-view.ts'
import type { AnyObserved, ConnectionEnd, Messages } from '../../judge/trace.ts'
import type { IwfEvent } from '../../trace/events.ts'
import type { Execution } from '../../trace/execution.ts'
import { correlate, type Threads } from './correlation.ts'
import type { Ladder, LadderMessage, Ladders, Lane } from './ladder.ts'
import { connectionNote, executionNotes, processNotes, quietWindow } from './ladder-notes.ts'
import { messageSummary } from './message-summary.ts'

/** The ladders of all executions of a run, under the message numbers that its evidence uses. */
export function laddersOfRun(view: RunView): Ladders {
  const process = view.iwf.filter(({ what }) => what !== 'log')
  return new Map(
    view.attribution.executions.map(each => {
      const ladder = ladderOfTrace(traceOf(view, each), each, process)
      return [each.id, view.run.subject === 'imps-server' ? aroundServer(ladder) : ladder]
    }),
  )
}

/** Where an IMPS server is under test, the harness stands in the lane of the IWF. */
const aroundServer = (ladder: Ladder): Ladder => ({
  ...ladder,
  messages: ladder.messages.map(message => ({
    ...message,
    from: message.from === 'iwf' ? 'imps' : 'iwf',
    to: message.to === 'iwf' ? 'imps' : 'iwf',
  })),
})

/** What a ladder is made from: the messages that the judge saw of one execution, under the judge's own numbers. */
export interface SeenMessages extends Messages {
  readonly ends: readonly ConnectionEnd[]
}

/**
 * The ladder of one execution. An HTTP message and the SSP transactions in it are the same octets and make one arrow;
 * evidence finds it under each of their numbers.
 */
export function ladderOfTrace(seen: SeenMessages, execution: Execution, process: readonly IwfEvent[]): Ladder {
  const labels = new Map(execution.marks.map(mark => [mark.at, mark.label]))
  const threads = correlate(seen)
  const messages = oncePerOctets([...seen.ssp, ...seen.http, ...seen.sip, ...seen.msrp])
  const ends = seen.ends.map(end => connectionNote(end, laneOf(end.owner)))
  return {
    messages: messages.map(same => arrow(same, labels, threads)).sort((a, b) => a.id - b.id),
    notes: [...executionNotes(execution), ...processNotes(execution, process), ...ends],
    quiets: execution.quiets.map(quietWindow),
  }
}

/** Messages by the octets that they were read from, each group in the given order. */
function oncePerOctets(messages: readonly AnyObserved[]): readonly (readonly AnyObserved[])[] {
  const groups = new Map<string, AnyObserved[]>()
  for (const message of messages) {
    const { connection, direction, firstEvent, start, end } = message
    const octets = `${connection} ${direction} ${firstEvent} ${start} ${end}`
    const group = groups.get(octets)
    if (group) group.push(message)
    else groups.set(octets, [message])
  }
  return [...groups.values()]
}

function arrow(same: readonly AnyObserved[], labels: ReadonlyMap<number, string>, threads: Threads): LadderMessage {
  const [first, ...others] = same
  if (first === undefined) throw new RangeError('an arrow needs a message')
  const { id, at, octets, connection, owner, firstEvent, direction, lag } = first
  const protocol = first.protocol === 'ssp' ? 'http' : first.protocol
  const peer = laneOf(owner)
  const label = direction === 'sent' ? labels.get(firstEvent) : undefined
  const violations = same.flatMap(message => message.violations)
  return {
    id,
    aliases: others.map(other => other.id),
    at,
    from: direction === 'sent' ? peer : 'iwf',
    to: direction === 'sent' ? 'iwf' : peer,
    protocol,
    summary: messageSummary(protocol, octets),
    octets,
    connection: `${connection} of ${owner}`,
    ...(label === undefined ? {} : { label }),
    injected: direction === 'sent' && violations.length > 0,
    threads: same.flatMap(message => threads.get(message.id) ?? []),
    notes: [
      ...(lag >= NOTABLE_LAG ? [`its time may be up to ${lag.toFixed(1)} ms late: the recorder was held up`] : []),
      ...violations.map(({ rule, clause, message, start, end }) => `${rule} [${clause}] ${message} (${start}–${end})`),
    ],
  }
}

/** Milliseconds; below, nobody's eyes could tell. */
const NOTABLE_LAG = 2

/** `simple` or `simple-direct`, or the domain of an IMPS server (see `OpenEvent.owner`). */
const laneOf = (owner: string): Lane => (owner === 'simple' || owner === 'simple-direct' ? 'simple' : 'imps')
