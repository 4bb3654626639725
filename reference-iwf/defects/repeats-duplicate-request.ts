import type { Defect } from '../decisions.ts'

/** Delivers a repeated SendMessageRequest again. */
export const defect: Defect = correct => ({ ...correct, recognisesRepetition: () => false })
