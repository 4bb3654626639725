import type { Verdict } from '../../judge/outcome.ts'

/**
 * What the reporter and the workers of Playwright say to the engine process, and it to them: one JSON object a line
 * over a local socket.
 */
export type ToEngine =
  /** The reporter: a run begins with these tests. */
  | { readonly run: string; readonly plan: readonly { readonly id: string; readonly repeat: number }[] }
  /** A worker: what came of this case? */
  | { readonly n: number; readonly run: string | undefined; readonly ask: string; readonly repeat: number }
  /** The reporter: what came of the whole run? */
  | { readonly n: number; readonly run: string; readonly overall: true }

export type FromEngine =
  | ({ readonly n: number } & CaseReply)
  | ({ readonly n: number } & OverallReply)
  /** The engine is alive, and says so again within this many milliseconds. */
  | { readonly beatWithin: number }

export interface CaseReply {
  readonly verdict: Verdict
  /** Why a verdict that is not green counts as a warning only: all that is wrong has been accepted. */
  readonly accepted?: string
  /** First finding in words; empty when green. */
  readonly reason: string
  readonly attachments: readonly { readonly name: string; readonly path: string; readonly contentType: string }[]
}

export interface OverallReply {
  readonly overall: Verdict
  /** What the console shows at the end. */
  readonly summary: string
}

/** Milliseconds between heartbeats, and without any after which the engine counts as gone. */
export const BEAT_EVERY = 1000
export const BEAT_MISSING = 4000
/** The same while the engine judges a run, which it does in one go. */
export const BEAT_MISSING_JUDGING = 120_000

/** Environment by which the parts of one Playwright process tree find each other. */
export const ENGINE_ADDRESS = 'IWF_CONFORMANCE_ENGINE'
export const RUN_ID = 'IWF_CONFORMANCE_RUN'
/** Path of the configuration file. */
export const CONFIGURATION_FILE = 'IWF_CONFORMANCE_CONFIG'
/** JSON of {@link EngineOptions}: what has no place on Playwright's command line; set by whoever starts it. */
export const ENGINE_OPTIONS = 'IWF_CONFORMANCE_OPTIONS'

export interface EngineOptions {
  readonly concurrency?: number
  readonly seed?: string
  readonly defect?: string
}
