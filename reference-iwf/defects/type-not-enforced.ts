import type { Defect } from '../decisions.ts'

/** Hands on content of any type. */
export const defect: Defect = correct => ({ ...correct, takesType: () => true })
