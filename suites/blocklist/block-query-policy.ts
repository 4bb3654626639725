import { set } from '../../fixtures/expectations/expectation-set.ts'

/**
 * What a vendor declares for a block query without an answer (ICS-09): to refuse as forbidden, or as a query that found
 * no answer (decision 29).
 */
export const CLOSED = set('closed policy', [403], [403, 408, 480, 500, 504, 603])
/** The same, to let the sender in. */
export const OPEN = set('open policy', [200], [200])
