import type { Defect } from '../decisions.ts'

/** Accepts a session when a query is not answered. */
export const defect: Defect = correct => ({
  ...correct,
  acceptsDespite: failure => failure.kind === 'silent' || correct.acceptsDespite(failure),
})
