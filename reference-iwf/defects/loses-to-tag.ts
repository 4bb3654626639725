import type { Defect } from '../decisions.ts'

/** Leaves the tag out of To. */
export const defect: Defect = correct => ({ ...correct, toTag: () => undefined })
