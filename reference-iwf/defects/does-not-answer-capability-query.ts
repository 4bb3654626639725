import type { Defect } from '../decisions.ts'

/** Leaves capability queries about SIMPLE users unanswered. */
export const defect: Defect = correct => ({ ...correct, answersCapabilityQuery: () => false })
