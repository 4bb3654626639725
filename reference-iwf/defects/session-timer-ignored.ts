import type { Defect } from '../decisions.ts'

/** Keeps a session that nobody refreshed. */
export const defect: Defect = correct => ({ ...correct, endsUnrefreshedSessions: () => false })
