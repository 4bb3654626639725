import type { Defect } from '../decisions.ts'

/** Answers a BYE in an early dialog and goes on with the set-up. */
export const defect: Defect = correct => ({ ...correct, earlyByeEndsSetUp: () => false })
