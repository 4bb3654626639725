import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  profile: clients =>
    clients.length > 1 ? { any: false, types: new Map(), anyLimit: undefined } : correct.profile(clients),
})
