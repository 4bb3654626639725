import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  profile: clients => {
    const profile = correct.profile(clients)
    return profile.any ? { any: false, types: new Map(), anyLimit: undefined } : profile
  },
})
