import type { Defect } from '../decisions.ts'

/** Sends a MESSAGE while another to the same user is pending. */
export const defect: Defect = correct => ({ ...correct, sendsOneAtATime: () => false })
