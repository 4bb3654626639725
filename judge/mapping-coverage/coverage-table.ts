import type { Trace } from '../trace.ts'

/** Which way a request went: from the SIMPLE user to the IMPS user, or back. */
export type Way = 'simple-to-imps' | 'imps-to-simple'

/** One mapping table in one direction, and for one kind of request where it has columns. */
export interface CoverageTable {
  readonly id: string
  readonly clause: string
  readonly title: string
  readonly direction: Way
  readonly rows: readonly { readonly id: string; readonly name: string }[]
  /** Ids of the rows that an execution exercised: what they map was sent, and the implementation answered it. */
  exercisedIn(trace: Trace): readonly string[]
}
