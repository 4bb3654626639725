import type { Defect } from '../decisions.ts'

/** Looks at the block list only. */
export const defect: Defect = correct => ({ ...correct, access: status => (status.blocked ? 'blocked' : 'allowed') })
