import type { Defect } from '../decisions.ts'

/** Refuses the type of a MESSAGE without saying which it takes. */
export const defect: Defect = correct => ({ ...correct, namesAcceptedTypes: () => false })
