import type { Defect } from '../decisions.ts'

/** Promises images and everything else, whatever the client takes. */
export const defect: Defect = correct => ({
  ...correct,
  promise: (profile, defaultMaxSize) => {
    const promised = correct.promise(profile, defaultMaxSize)
    return { ...promised, acceptTypes: [...new Set([...promised.acceptTypes, 'image/png', 'text/html', '*'])] }
  },
})
