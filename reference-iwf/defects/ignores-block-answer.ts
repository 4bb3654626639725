import type { Defect } from '../decisions.ts'

/** Lets everybody write, whatever the lists say. */
export const defect: Defect = correct => ({ ...correct, access: () => 'allowed' })
