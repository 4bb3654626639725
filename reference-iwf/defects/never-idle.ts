import type { Defect } from '../decisions.ts'

/** Keeps a session in which nothing happens. */
export const defect: Defect = correct => ({ ...correct, endsIdleSessions: () => false })
