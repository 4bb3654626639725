import type { Address, ApplicationProtocol, Direction, TlsFacts } from '../protocols/wire/tap.ts'
import type { Baseline } from './baseline.ts'

/** Version of the event schema; raised when a reader of the old one would misread the new one. */
export const TRACE_SCHEMA = 1

/**
 * Octets in the log: as text when they are valid UTF-8 (the common case, so that the log can be read with any pager),
 * otherwise as base64. Exactly one of the two.
 */
export type LoggedOctets = { readonly text: string } | { readonly base64: string }

/** Every event has its place in the log and its time: nanoseconds since the start of the run, one monotonic clock. */
interface Base {
  readonly seq: number
  readonly t: number
}

/** First record of every log: all that judging needs to know besides the octets. */
export interface RunEvent extends Base {
  readonly type: 'run'
  readonly schema: number
  readonly id: string
  /** Wall clock at t = 0, ISO 8601 UTC; judging only takes from it the day by which {@link baseline} counts. */
  readonly startedAt: string
  readonly seed: string
  readonly harness: { readonly version: string; readonly commit: string }
  /** What is under test; an IWF unless said otherwise. `iwf` names it in both cases. */
  readonly subject?: 'iwf' | 'imps-server'
  readonly iwf: { readonly name: string; readonly version: string; readonly adapter: string; readonly digest?: string }
  /** Digest of what the subject is started from: who finishes the run must take the same. Older logs lack it. */
  readonly subjectDefinition?: string
  readonly ics: Readonly<Record<string, IcsValue>>
  /** PIXIT in force, milliseconds for times. */
  readonly pixit: Readonly<Record<string, number>>
  /** The PIXIT's statements that are words, by name. */
  readonly statements: Readonly<Record<string, string>>
  /** Ratio of the run's timers to the real ones; 1 is real time. */
  readonly timeScale: number
  /** How messages travelled and in which forms, e.g. `sip: 'tls'`; absent where nothing could be chosen. */
  readonly dimensions?: Readonly<Record<string, string | number>>
  /** Name of the binding that reads the capability and block-status primitives. */
  readonly binding: string
  readonly domains: { readonly sip: string; readonly imps: readonly string[] }
  /** Ids of the cases that the run was asked for; `partial` when the catalogue has more. */
  readonly selected: readonly string[]
  readonly partial: boolean
  /** Rows that the ICS excludes and that ran for information only, as `CAP-15` or `USR-07/531`. */
  readonly probes?: readonly string[]
  /** Deviations that were accepted when the run began. */
  readonly baseline?: Baseline
  readonly concurrency: number
  /** Present when content, credentials and users were replaced by others of the same length. */
  readonly redacted?: RedactionRecord
}

/** What cannot be judged from a log any more because octets in it were replaced. */
export interface RedactionRecord {
  /** By execution, the places of such checks among those of its case. */
  readonly checks: Readonly<Record<string, readonly number[]>>
  /** Ids of such always-on rules; `contradictions` for what the traffic says against the ICS. */
  readonly rules: readonly string[]
}

export type IcsValue = boolean | string | number | readonly string[]

/** A stream connection opened. `owner` is the peer whose socket it is: `simple`, or an IMPS domain. */
export interface OpenEvent extends Base {
  readonly type: 'open'
  readonly connection: string
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly transport: 'tcp' | 'tls'
  readonly role: 'accepted' | 'opened'
  readonly local: Address
  readonly remote: Address
  /** What the handshake showed; the octets that follow are in the clear. Present where the transport is `tls`. */
  readonly tls?: TlsFacts
}

/** Octets of a stream. Received: just read. Sent: the time is that before the write. */
export type OctetsEvent = Base & {
  readonly type: 'octets'
  readonly connection: string
  readonly direction: Direction
  /** Octets of this direction of the connection before these. */
  readonly offset: number
} & LoggedOctets

export interface EndEvent extends Base {
  readonly type: 'end'
  readonly connection: string
  readonly by: 'peer' | 'self'
}

export interface ResetEvent extends Base {
  readonly type: 'reset'
  readonly connection: string
  readonly code: string
}

/** A connection of ours that could not be opened, or one on which the TLS handshake failed, whoever opened it. */
export interface RefusedEvent extends Base {
  readonly type: 'refused'
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly transport: 'tcp' | 'tls'
  readonly role: 'accepted' | 'opened'
  readonly remote: Address
  readonly code: string
}

export type DatagramEvent = Base & {
  readonly type: 'datagram'
  readonly owner: string
  readonly protocol: ApplicationProtocol
  readonly direction: Direction
  readonly local: Address
  readonly remote: Address
} & LoggedOctets

/** The event loop of the recorder was held up for `delay` ns, up to the time of this event. */
export interface LagEvent extends Base {
  readonly type: 'lag'
  readonly delay: number
}

/**
 * One row of one case begins. An *execution* is one attempt at one row, e.g. `BLK-05/0110` or, when repeated alone,
 * `BLK-05/0110#2`. The token is part of every user name, Call-ID, session id and text of the execution, and of nothing
 * else, so that messages can be attributed from their octets alone.
 */
export interface CaseBeginEvent extends Base {
  readonly type: 'case.begin'
  readonly execution: string
  readonly case: string
  /** Undefined for a case without rows. */
  readonly row?: string
  readonly attempt: number
  readonly token: string
  /** Role in the case → address, e.g. `alice` → `sip:alice-k7…@sip.example`. */
  readonly cast: Readonly<Record<string, string>>
  /** True when nothing else ran at the same time. */
  readonly alone: boolean
}

export interface CasePhaseEvent extends Base {
  readonly type: 'case.phase'
  readonly execution: string
  readonly phase: 'given' | 'script' | 'teardown'
}

/** Later events never change the verdict of the execution. */
export interface CaseEndEvent extends Base {
  readonly type: 'case.end'
  readonly execution: string
  /** A fault of the harness itself, with its stack: the row is an `error`. */
  readonly fault?: string
}

/** The script's name for a message that it sent: the one that begins in the octets or datagram event `at`. */
export interface MarkEvent extends Base {
  readonly type: 'mark'
  readonly execution: string
  readonly label: string
  readonly at: number
}

/**
 * A silence that the script asked for. It began before `seq` at `from` (ns) and was over at this event's time; then
 * the probe was sent. Whether the probe came through is read from the octets: a message of the IWF that shows
 * `probe`, later than this event.
 */
export interface QuietEvent extends Base {
  readonly type: 'quiet'
  readonly execution: string
  readonly label: string
  readonly from: number
  readonly probe: string
}

/** A peer was told to behave in a named way, or did so (`exercised`). */
export interface BehaviourEvent extends Base {
  readonly type: 'behaviour'
  readonly execution: string
  readonly name: string
  readonly target: string
  readonly exercised: boolean
}

export interface WaitEvent extends Base {
  readonly type: 'wait'
  readonly execution: string
  readonly what: string
  /** Milliseconds, and where they come from. */
  readonly bound: number
  readonly clause: string
}

/** A wait passed its bound, or what came made the awaited impossible: the script ended here. */
export interface StallEvent extends Base {
  readonly type: 'stall'
  readonly execution: string
  readonly what: string
  readonly because: string
}

/** What the adapter saw of the implementation under test. */
export interface IwfEvent extends Base {
  readonly type: 'iwf'
  readonly what: 'start' | 'ready' | 'exit' | 'log'
  readonly text: string
}

/** Outcome of a preflight need, e.g. `ssp`: what failed blocks the cases that need it. */
export interface PreflightEvent extends Base {
  readonly type: 'preflight'
  readonly need: Need
  readonly met: boolean
  readonly because: string
}

export type Need = 'ssp' | 'sip' | 'msrp'

/**
 * A run that had been killed or interrupted was taken up again: what follows comes from a new process of the harness,
 * with new peers and a new start of the implementation. Connections and executions that were open are so no longer.
 */
export interface ResumeEvent extends Base {
  readonly type: 'resume'
  /** Wall clock, ISO 8601 UTC; for the reader only. */
  readonly resumedAt: string
  /** What had been written of the line that was cut off when the run was killed. */
  readonly cut?: string
}

/** Last record of a log that was closed in order. A log without it is incomplete. */
export interface RunEndEvent extends Base {
  readonly type: 'run.end'
  readonly endedAt: string
  readonly complete: boolean
}

export type TraceEvent =
  | RunEvent
  | OpenEvent
  | OctetsEvent
  | EndEvent
  | ResetEvent
  | RefusedEvent
  | DatagramEvent
  | LagEvent
  | CaseBeginEvent
  | CasePhaseEvent
  | CaseEndEvent
  | MarkEvent
  | QuietEvent
  | BehaviourEvent
  | WaitEvent
  | StallEvent
  | IwfEvent
  | PreflightEvent
  | ResumeEvent
  | RunEndEvent
