import type { Defect } from '../decisions.ts'

/** Serves the first of several recipients. */
export const defect: Defect = correct => ({ ...correct, recipientsServed: messages => messages.slice(0, 1) })
