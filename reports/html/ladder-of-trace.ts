import type { RunView } from '../../judge/run-view.ts'
import { traceOf } from '../../judge/trace-view.ts'
import type { AnyObserved, ConnectionEnd, Messages } from '../../judge/trace.ts'
import type { Execution } from '../../trace/execution.ts'
import type { Ladder, LadderMessage, Ladders, LadderNote, Lane, QuietWindow } from './ladder.ts'
import { messageSummary } from './message-summary.ts'

/** The ladders of all executions of a run, under the message numbers that its evidence uses. */
export const laddersOfRun = (view: RunView): Ladders =>
  new Map(
    view.attribution.executions.map(each => {
      const ladder = ladderOfTrace(traceOf(view, each), each)
      return [each.id, view.run.subject === 'imps-server' ? aroundServer(ladder) : ladder]
    }),
  )

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
export function ladderOfTrace(seen: SeenMessages, execution: Execution): Ladder {
  const labels = new Map(execution.marks.map(mark => [mark.at, mark.label]))
  const messages = oncePerOctets([...seen.ssp, ...seen.http, ...seen.sip, ...seen.msrp])
  return {
    messages: messages.map(same => arrow(same, labels)).sort((a, b) => a.id - b.id),
    notes: [...caseNotes(execution), ...seen.ends.map(endNote)],
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

function arrow(same: readonly AnyObserved[], labels: ReadonlyMap<number, string>): LadderMessage {
  const [first, ...others] = same
  if (first === undefined) throw new RangeError('an arrow needs a message')
  const { id, at, octets, connection, owner, firstEvent, direction, lag } = first
  const protocol = first.protocol === 'ssp' ? 'http' : first.protocol
  const peer = laneOf(owner)
  const label = direction === 'sent' ? labels.get(firstEvent) : undefined
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
    notes: [
      ...(label === undefined ? [] : [`the script calls it “${label}”`]),
      ...(lag >= NOTABLE_LAG ? [`its time may be up to ${lag.toFixed(1)} ms late: the recorder was held up`] : []),
      ...same.flatMap(({ violations }) =>
        violations.map(({ rule, clause, message, start, end }) => `${rule} [${clause}] ${message} (${start}–${end})`),
      ),
    ],
  }
}

/** Milliseconds; below, nobody's eyes could tell. */
const NOTABLE_LAG = 2

/** `simple` or `simple-direct`, or the domain of an IMPS server (see `OpenEvent.owner`). */
const laneOf = (owner: string): Lane => (owner === 'simple' || owner === 'simple-direct' ? 'simple' : 'imps')

function caseNotes({ phases, behaviours, stall, end }: Execution): LadderNote[] {
  return [
    ...phases.map(({ t, phase }): LadderNote => ({ at: t / 1e6, lane: 'iwf', kind: 'phase', text: phase })),
    ...behaviours.map(({ t, name, target, exercised }): LadderNote => {
      const text = `${exercised ? 'exercised: ' : ''}${name}${target === '' ? '' : ` for ${target}`}`
      return { at: t / 1e6, lane: 'imps', kind: 'behaviour', text }
    }),
    ...(stall ? [{ at: stall.t / 1e6, lane: 'iwf', kind: 'stall', text: stallText(stall) } as const] : []),
    ...(end?.fault === undefined
      ? []
      : [{ at: end.t / 1e6, lane: 'iwf', kind: 'stall', text: 'the harness failed' } as const]),
  ]
}

const stallText = ({ what, because }: { readonly what: string; readonly because: string }): string =>
  `stalled waiting for ${what}: ${because}`

function endNote({ at, owner, protocol, connection, how, by }: ConnectionEnd): LadderNote {
  const who = by === 'iwf' ? 'IWF' : 'peer'
  const text = `${who} ${how === 'reset' ? 'reset' : 'closed'} ${protocol.toUpperCase()} connection ${connection}`
  return { at, lane: laneOf(owner), kind: 'connection', text }
}

const quietWindow = ({
  from,
  t,
  label,
}: {
  readonly from: number
  readonly t: number
  readonly label: string
}): QuietWindow => ({
  from: from / 1e6,
  to: t / 1e6,
  label,
})
