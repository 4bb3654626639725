import type { Defect } from '../decisions.ts'

/** Accepts a session with a user who does not exist. */
export const defect: Defect = correct => ({
  ...correct,
  acceptsDespite: failure =>
    (failure.kind === 'refused' && [404, 427, 531].includes(failure.code)) || correct.acceptsDespite(failure),
})
