import type { Defect } from '../decisions.ts'

/** Sends in a session that is on hold. */
export const defect: Defect = correct => ({ ...correct, honoursHold: () => false })
