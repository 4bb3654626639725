import type { Defect } from '../decisions.ts'

/** Asks whether the SIMPLE user has blocked the IMPS user. */
export const defect: Defect = correct => ({
  ...correct,
  blockQuestion: pair => ({ sender: pair.imps, recipient: pair.simple }),
})
