import type { Need } from '../trace/events.ts'
import type { AnyCase, Given } from './case.ts'

const byGiven: Readonly<Record<Given, readonly Need[]>> = {
  P0: ['ssp'],
  P1: ['ssp', 'sip'],
  P1L: ['ssp', 'sip'],
  P2: ['ssp', 'sip', 'msrp'],
  P2L: ['ssp', 'sip', 'msrp'],
}

/** What must have been possible in the preflight for the case to make sense. */
export const needsOf = (definition: Pick<AnyCase, 'needs' | 'given'>): readonly Need[] =>
  definition.needs ?? byGiven[definition.given]
