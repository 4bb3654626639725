import type { Defect } from '../decisions.ts'

/** Reports delivery to the IMPS side before the SIMPLE user has. */
export const defect: Defect = correct => ({ ...correct, countsAsDelivered: () => true })
