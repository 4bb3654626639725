import type { Defect } from '../decisions.ts'

/** Reports again for every repeated delivery report. */
export const defect: Defect = correct => ({ ...correct, tellsOnce: () => false })
