import type { Defect } from '../decisions.ts'

/** Drops the validity that a MESSAGE states. */
export const defect: Defect = correct => ({ ...correct, validityOf: () => undefined })
