import type { Defect } from '../decisions.ts'

/** Sends the 2xx once, whether or not ACK comes. */
export const defect: Defect = correct => ({ ...correct, repeatsAcceptance: () => false })
