import type { Defect } from '../decisions.ts'

/** Agrees to any session interval, however short. */
export const defect: Defect = correct => ({ ...correct, leastSessionInterval: () => 1 })
