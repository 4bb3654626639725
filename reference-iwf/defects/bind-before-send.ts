import type { Defect } from '../decisions.ts'

/** Sends as the passive side before the first SEND has come. */
export const defect: Defect = correct => ({ ...correct, waitsForFirstSend: () => false })
