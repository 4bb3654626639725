import type { Defect } from '../decisions.ts'

/** Answers a CANCEL and goes on with the set-up. */
export const defect: Defect = correct => ({ ...correct, cancelEndsSetUp: () => false })
