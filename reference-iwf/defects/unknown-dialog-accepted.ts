import type { Defect } from '../decisions.ts'

/** Answers 200 to requests of dialogs that it does not have. */
export const defect: Defect = correct => ({ ...correct, enforces: status => status !== 481 })
