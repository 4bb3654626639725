import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  profile: clients =>
    clients.some(({ capabilities }) => capabilities && capabilities.contentTypes.length > 0)
      ? correct.profile(clients)
      : { any: true, types: new Map([['text/plain', undefined]]), anyLimit: undefined },
})
