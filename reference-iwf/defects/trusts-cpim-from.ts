import type { Defect } from '../decisions.ts'

/** Takes the sender from the CPIM wrapper. */
export const defect: Defect = correct => ({
  ...correct,
  authorOf: (sender, cpimFrom) => cpimFrom?.replace(/^.*<sip:/, 'wv:').replace('>', '') ?? sender,
})
