import type { Defect } from '../decisions.ts'

/** Sends replies past the session that is up. */
export const defect: Defect = correct => ({ ...correct, usesSession: () => false })
