import type { Defect } from '../decisions.ts'

/** Answers a BYE and keeps the session. */
export const defect: Defect = correct => ({ ...correct, freesSessionOnBye: () => false })
