import type { Defect } from '../decisions.ts'

/** Hands the CPIM wrapper to the IMPS user as part of the text. */
export const defect: Defect = correct => ({
  ...correct,
  contentOfCpim: (inner, whole) => ({ type: inner.type, octets: whole.octets }),
})
