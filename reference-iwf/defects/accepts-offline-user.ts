import type { Defect } from '../decisions.ts'

/** Accepts a session with a user who is offline. */
export const defect: Defect = correct => ({
  ...correct,
  acceptsDespite: failure => (failure.kind === 'refused' && failure.code === 533) || correct.acceptsDespite(failure),
})
