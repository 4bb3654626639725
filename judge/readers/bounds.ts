import { bounds, type Bounds } from '../../fixtures/bounds.ts'
import type { Trace } from '../trace.ts'

const known = new WeakMap<Trace['pixit'], Bounds>()

/** The bounds that hold for a trace: those of the PIXIT under which it was recorded. */
export function boundsFor({ pixit }: Pick<Trace, 'pixit'>): Bounds {
  let found = known.get(pixit)
  if (!found) {
    // The log's PIXIT is the whole table: the run that wrote it was given one.
    found = bounds(pixit as unknown as Parameters<typeof bounds>[0])
    known.set(pixit, found)
  }
  return found
}
