import type { Defect } from '../decisions.ts'

/** Believes an asserted identity whoever sent it. */
export const defect: Defect = correct => ({ ...correct, trustsHop: () => true })
