import type { Defect } from '../decisions.ts'

/** Keeps to itself that the SIMPLE user never answered a SEND. */
export const defect: Defect = correct => ({ ...correct, tellsOfSilence: () => false })
