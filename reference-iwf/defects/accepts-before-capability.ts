import type { Defect } from '../decisions.ts'

/** Accepts an INVITE without waiting for the capability answer, promising text. */
export const defect: Defect = correct => ({ ...correct, awaits: query => query !== 'capability' })
