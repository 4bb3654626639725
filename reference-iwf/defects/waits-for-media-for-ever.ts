import type { Defect } from '../decisions.ts'

/** Keeps a session whose media never came. */
export const defect: Defect = correct => ({ ...correct, endsWithoutMedia: () => false })
