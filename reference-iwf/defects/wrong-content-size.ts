import type { Defect } from '../decisions.ts'

/** States contentSize in characters instead of octets. */
export const defect: Defect = correct => ({ ...correct, contentSize: octets => octets.toString('utf8').length })
