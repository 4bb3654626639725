import type { Defect } from '../decisions.ts'

/** Processes a request that requires an unknown extension. */
export const defect: Defect = correct => ({ ...correct, enforces: status => status !== 420 })
