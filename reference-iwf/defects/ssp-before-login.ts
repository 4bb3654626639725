import type { Defect } from '../decisions.ts'

/** Sends queries before the SSP session is set up. */
export const defect: Defect = correct => ({ ...correct, waitsForLogin: () => false })
