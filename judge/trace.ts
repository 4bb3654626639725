import type { Pixit } from '../fixtures/catalogue/pixit.ts'
import type { PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Bounds } from '../fixtures/bounds.ts'
import type { HttpView } from '../trace/decoded/http.ts'
import type { MsrpView } from '../trace/decoded/msrp.ts'
import type { SipView } from '../trace/decoded/sip.ts'
import type { SspView } from '../trace/decoded/ssp.ts'
import type { IcsValue } from '../trace/events.ts'
import type { Observed } from '../trace/observed.ts'

export type AnyObserved = Observed<unknown>

/** Messages by protocol, each list in the order of the log. */
export interface Messages {
  readonly sip: readonly Observed<SipView>[]
  readonly msrp: readonly Observed<MsrpView>[]
  readonly ssp: readonly Observed<SspView>[]
  readonly http: readonly Observed<HttpView>[]
}

/** A silence that the script asked for, in ms. `proven`: its probe came out of the implementation afterwards. */
export interface Quiet {
  readonly from: number
  readonly to: number
  readonly proven: boolean
}

/** How a stream connection came to its end. */
export interface ConnectionEnd {
  readonly connection: string
  readonly owner: string
  readonly protocol: 'sip' | 'msrp' | 'http'
  /** Milliseconds since the start of the run. */
  readonly at: number
  readonly how: 'ended' | 'reset'
  readonly by: 'iwf' | 'peer'
}

/** A behaviour of a peer that the case declared. */
export interface DeclaredBehaviour {
  readonly name: string
  readonly target: string
  readonly exercised: boolean
}

/**
 * What a check sees: the decoded octets of one execution, its marks and windows. No clock, no script, no peers, and
 * nothing that came after the execution had ended.
 */
export interface Trace extends Messages {
  readonly execution: string
  /** Role → address. */
  readonly cast: Readonly<Record<string, string>>
  /** The PIXIT in force, and the bounds that follow from it. */
  readonly pixit: Pixit
  readonly bounds: Bounds
  /** What the vendor states in words, e.g. whether a query that is not answered is refused. */
  readonly statements: PixitStatements
  readonly ics: Readonly<Record<string, IcsValue>>
  readonly domains: { readonly sip: string; readonly imps: readonly string[] }
  /** Ratio of the run's timers to real ones. */
  readonly timeScale: number
  /** Milliseconds since the start of the run between which the recorder watched. */
  readonly beganAt: number
  readonly endedAt: number
  /** What the implementation sent meanwhile that belongs to no execution: it spoils silences of its kind. */
  readonly unclaimed: Messages
  /** Set-up and upkeep of the SSP sessions up to the end of the execution, whoever caused it and however early. */
  readonly infrastructure: Messages
  readonly ends: readonly ConnectionEnd[]
  readonly behaviours: readonly DeclaredBehaviour[]
  /** The message that the script labelled, or undefined when it did not get that far. */
  mark(label: string): AnyObserved | undefined
  quiet(label: string): Quiet | undefined
  /** The text that the script got for these words: they and the token of the execution. */
  text(words: string): string
  /** Whether the implementation claims an ICS item. */
  claims(item: string): boolean
}
