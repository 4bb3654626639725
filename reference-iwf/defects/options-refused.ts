import type { Defect } from '../decisions.ts'

/** Refuses OPTIONS for a user whom it would connect. */
export const defect: Defect = correct => ({ ...correct, answersOptions: () => false })
