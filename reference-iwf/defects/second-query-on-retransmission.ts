import type { Defect } from '../decisions.ts'

/** Takes a retransmitted INVITE for a reason to ask again. */
export const defect: Defect = correct => ({ ...correct, onRepeatedInvite: askAgain => askAgain() })
