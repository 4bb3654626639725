import type { ConnectionEnd } from '../../judge/trace.ts'
import type { BehaviourEvent, CasePhaseEvent, IwfEvent, QuietEvent, StallEvent, WaitEvent } from '../../trace/events.ts'
import type { Execution } from '../../trace/execution.ts'
import { duration } from './figures.ts'
import type { LadderNote, Lane, QuietWindow } from './ladder.ts'

const PHASES: Readonly<Record<CasePhaseEvent['phase'], string>> = {
  given: 'preamble',
  script: 'script',
  teardown: 'tear-down',
}

const ms = (nanoseconds: number): number => nanoseconds / 1e6

/** What the log notes of one execution besides messages: phases, conduct of peers, and decisions of the harness. */
export function executionNotes({ begin, phases, behaviours, waits, stall, end }: Execution): readonly LadderNote[] {
  const harness = (t: number, kind: LadderNote['kind'], text: string): LadderNote => {
    return { at: ms(t), lane: 'iwf', kind, text }
  }
  return [
    ...(begin.attempt > 1 ? [harness(begin.t, 'decision', attemptText(begin))] : []),
    ...phases.map(({ t, phase }) => harness(t, 'phase', PHASES[phase])),
    ...behaviours.map(conduct),
    ...waits.map(wait => harness(wait.t, 'wait', waitText(wait))),
    ...(stall ? [harness(stall.t, 'stall', stallText(stall))] : []),
    ...(end?.fault === undefined ? [] : [harness(end.t, 'stall', 'the harness failed')]),
  ]
}

const attemptText = ({ attempt, alone }: Execution['begin']): string =>
  `attempt ${attempt}${alone ? ', nothing else runs at the same time' : ''}`

/** What a SIMPLE peer does is about a `sip:` address, what an IMPS server does about a `wv:` one, or about all. */
function conduct({ t, name, target, exercised }: BehaviourEvent): LadderNote {
  const lane: Lane = target.startsWith('sip') ? 'simple' : 'imps'
  const whom = target === '' ? '' : ` (${target})`
  return exercised
    ? { at: ms(t), lane, kind: 'fault', text: `as told, ${name}${whom}` }
    : { at: ms(t), lane, kind: 'instruction', text: `told: ${name}${whom}` }
}

const waitText = ({ what, bound, clause }: WaitEvent): string =>
  `waits for ${what}, at most ${duration(bound)} [${clause}]`

const stallText = ({ what, because }: StallEvent): string => `stalled waiting for ${what}: ${because}`

/** Starts and ends of the process under test that fell into the execution. */
export const processNotes = ({ begin, end }: Execution, process: readonly IwfEvent[]): readonly LadderNote[] =>
  process
    .filter(({ seq }) => seq > begin.seq && seq < (end?.seq ?? Infinity))
    .map(({ t, what, text }) => ({ at: ms(t), lane: 'iwf', kind: 'iwf', text: `process under test: ${what} ${text}` }))

/** A connection that carried messages of the execution came to its end. */
export function connectionNote({ at, protocol, connection, how, by }: ConnectionEnd, lane: Lane): LadderNote {
  const who = by === 'iwf' ? 'IWF' : 'peer'
  const text = `${who} ${how === 'reset' ? 'reset' : 'closed'} ${protocol.toUpperCase()} connection ${connection}`
  return { at, lane, kind: 'connection', text }
}

/** A silence that the script asked for. */
export const quietWindow = ({ from, t, label }: Pick<QuietEvent, 'from' | 't' | 'label'>): QuietWindow => ({
  from: ms(from),
  to: ms(t),
  label,
})
