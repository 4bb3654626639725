import type { Defect } from '../decisions.ts'

/** Keeps calling the SIMPLE user who calls at the same time. */
export const defect: Defect = correct => ({ ...correct, givesWay: () => false })
