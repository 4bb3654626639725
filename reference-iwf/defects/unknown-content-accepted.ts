import type { Defect } from '../decisions.ts'

/** Processes a request whose body it does not understand. */
export const defect: Defect = correct => ({ ...correct, enforces: status => status !== 415 })
