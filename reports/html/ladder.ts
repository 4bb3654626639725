import type { ApplicationProtocol } from '../../protocols/wire/tap.ts'
import type { Thread } from './correlation.ts'

/** The three columns of a ladder. */
export type Lane = 'simple' | 'iwf' | 'imps'

/** One message as a ladder shows it. */
export interface LadderMessage {
  /** Its number in the execution's own numbering, from 1: what evidence points at. */
  readonly id: number
  /** Other numbers under which evidence may point at the same octets: an HTTP message and the SSP transactions in it. */
  readonly aliases?: readonly number[]
  /** Milliseconds since the start of the run; that of its last octet when received, of its first when sent. */
  readonly at: number
  readonly from: Lane
  readonly to: Lane
  readonly protocol: ApplicationProtocol
  /** What stands on the arrow, see `messageSummary`. */
  readonly summary: string
  readonly octets: Buffer
  readonly connection: string
  /** What the script calls it. */
  readonly label?: string
  /** Sent by a peer, and not as the grammar of its protocol wants it: a fault that the case injects. */
  readonly injected?: boolean
  /** The sessions and transactions that it belongs to. */
  readonly threads?: readonly Thread[]
  /** What is worth knowing besides, e.g. departures from the grammar. */
  readonly notes: readonly string[]
}

/**
 * `instruction`: how a peer was told to behave; `fault`: it did so. `wait`, `stall`, `decision`: what the harness did.
 * `iwf`: what happened to the process under test. `divergence`: where what was observed parts from what was expected.
 */
export type NoteKind =
  'phase' | 'instruction' | 'fault' | 'wait' | 'stall' | 'decision' | 'connection' | 'iwf' | 'divergence'

/** Something besides messages that belongs on the time axis. */
export interface LadderNote {
  readonly at: number
  readonly lane: Lane
  readonly kind: NoteKind
  readonly text: string
}

/** A silence that the script asked for, in milliseconds since the start of the run. */
export interface QuietWindow {
  readonly from: number
  readonly to: number
  readonly label: string
}

/** All that a ladder of one execution is drawn from. */
export interface Ladder {
  readonly messages: readonly LadderMessage[]
  readonly notes: readonly LadderNote[]
  readonly quiets: readonly QuietWindow[]
}

/** Execution → its ladder. */
export type Ladders = ReadonlyMap<string, Ladder>

/** One line of a ladder, top to bottom. */
export type LadderStep = {
  /** Milliseconds since the start of the ladder. */
  readonly at: number
  /** Blank above the step, in pixels: time at the ladder's scale. */
  readonly gap: number
  /** Milliseconds that the blank stands for when it is compressed: too long for the scale. */
  readonly compressed?: number
  /** The silence that the step falls into. */
  readonly quiet?: QuietWindow
} & (
  | { readonly kind: 'message'; readonly message: LadderMessage }
  | { readonly kind: 'note'; readonly note: LadderNote }
  | { readonly kind: 'quiet'; readonly edge: 'begins' | 'over'; readonly window: QuietWindow }
)

type Unplaced =
  | { readonly at: number; readonly kind: 'message'; readonly message: LadderMessage }
  | { readonly at: number; readonly kind: 'note'; readonly note: LadderNote }
  | { readonly at: number; readonly kind: 'quiet'; readonly edge: 'begins' | 'over'; readonly window: QuietWindow }

/** A gap of the typical length is this high. */
const TYPICAL_GAP = 14
/** A gap higher than this is compressed to it and marked. */
const LONGEST_GAP = 42

/**
 * Puts messages, notes and silences of both legs on one time axis. Distances are proportional to time, at a scale that
 * fits the ladder's typical gap; what would be too long is compressed and says how long it was.
 */
export function ladderSteps(ladder: Ladder): readonly LadderStep[] {
  const { messages, notes, quiets } = ladder
  const events: Unplaced[] = [
    ...notes.map(note => ({ at: note.at, kind: 'note', note }) as const),
    ...messages.map(message => ({ at: message.at, kind: 'message', message }) as const),
    ...quiets.flatMap(window => [
      { at: window.from, kind: 'quiet', edge: 'begins', window } as const,
      { at: window.to, kind: 'quiet', edge: 'over', window } as const,
    ]),
  ]
  events.sort((a, b) => a.at - b.at)
  const scale = pixelsPerMillisecond(events)
  const start = ladderStart(ladder)
  return events.map((event, index) => {
    const elapsed = event.at - (events[index - 1]?.at ?? event.at)
    const pixels = elapsed * scale
    const quiet = quiets.find(window => event.at > window.from && event.at <= window.to)
    return {
      ...event,
      at: event.at - start,
      gap: Math.round(Math.min(pixels, LONGEST_GAP)),
      ...(pixels > LONGEST_GAP ? { compressed: elapsed } : {}),
      ...(quiet ? { quiet } : {}),
    }
  })
}

/** Milliseconds since the start of the run at which the ladder's own time begins. */
export function ladderStart({ messages, notes, quiets }: Ladder): number {
  let start = Infinity
  for (const { at } of messages) start = Math.min(start, at)
  for (const { at } of notes) start = Math.min(start, at)
  for (const { from } of quiets) start = Math.min(start, from)
  return Number.isFinite(start) ? start : 0
}

/** The scale at which a gap longer than most (the 70th percentile of those that can be seen at all) is a typical one. */
function pixelsPerMillisecond(events: readonly Unplaced[]): number {
  const gaps = events
    .slice(1)
    .map((event, index) => event.at - (events[index]?.at ?? event.at))
    .filter(gap => gap >= 0.05)
    .sort((a, b) => a - b)
  const typical = gaps[Math.floor(gaps.length * 0.7)]
  return typical === undefined ? 1 : TYPICAL_GAP / typical
}
