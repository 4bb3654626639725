import type { Defect } from '../decisions.ts'

/** Asks in the name of the gateway instead of the SIMPLE user. */
export const defect: Defect = correct => ({
  ...correct,
  requester: pair => `wv:iwf@${pair.simple.slice(pair.simple.lastIndexOf('@') + 1)}`,
})
