import type { Defect } from '../decisions.ts'

/** Adds a body to the 2xx of a MESSAGE. */
export const defect: Defect = correct => ({
  ...correct,
  acceptanceOfMessage: () => ({ headers: [['Content-Type', 'text/plain']], body: 'OK' }),
})
