import type { Defect } from '../decisions.ts'

let given = 0

/** The same to all, and a number. */
export const defect: Defect = correct => ({
  ...correct,
  sessionId: () => `session-of-the-gateway-${String(++given).padStart(12, '0')}`,
})
