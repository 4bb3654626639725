import type { Defect } from '../decisions.ts'

/** Sends plain provisional responses to who requires reliable ones. */
export const defect: Defect = correct => ({ ...correct, sendsReliably: () => false })
