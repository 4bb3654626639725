import type { Defect } from '../decisions.ts'

/** Hands on messages of any size. */
export const defect: Defect = correct => ({ ...correct, takesSize: () => true })
