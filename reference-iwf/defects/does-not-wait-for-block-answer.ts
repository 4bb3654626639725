import type { Defect } from '../decisions.ts'

/** Accepts an INVITE while the block answer is still out. */
export const defect: Defect = correct => ({ ...correct, awaits: query => query !== 'block' })
