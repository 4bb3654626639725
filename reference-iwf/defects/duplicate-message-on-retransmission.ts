import type { Defect } from '../decisions.ts'

/** Sends a retransmitted MESSAGE to the IMPS side twice. */
export const defect: Defect = correct => ({ ...correct, onRepeatedMessage: sendAgain => sendAgain() })
