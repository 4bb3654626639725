import type { Defect } from '../decisions.ts'

/** Tells the IMPS side success whatever the SIP side says. */
export const defect: Defect = correct => ({ ...correct, impsOutcome: () => 200 })
