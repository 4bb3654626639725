import type { Defect } from '../decisions.ts'

/** Takes the addressed user from To instead of the Request-URI. */
export const defect: Defect = correct => ({ ...correct, addressee: request => request.to })
