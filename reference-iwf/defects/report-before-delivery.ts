import type { Defect } from '../decisions.ts'

/** Reports success as soon as the IMPS server has accepted a message. */
export const defect: Defect = correct => ({ ...correct, reportsSuccessOn: () => true })
