import type { Defect } from '../decisions.ts'

/** Keeps a failed delivery to itself. */
export const defect: Defect = correct => ({ ...correct, msrpRefusal: () => undefined })
