import type { Defect } from '../decisions.ts'

/** Delivers messages whose sender is not of the sending domain. */
export const defect: Defect = correct => ({ ...correct, checksSenderDomain: () => false })
