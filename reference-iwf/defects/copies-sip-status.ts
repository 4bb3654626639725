import type { Defect } from '../decisions.ts'

/** Uses a SIP status code as IMPS status. */
export const defect: Defect = correct => ({ ...correct, impsOutcome: status => status })
