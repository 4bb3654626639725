import type { Defect } from '../decisions.ts'

/** Takes it for a refusal when a user shows nothing of his client. */
export const defect: Defect = correct => ({
  ...correct,
  profile: clients =>
    clients.length === 0 ? { any: false, types: new Map(), anyLimit: undefined } : correct.profile(clients),
})
