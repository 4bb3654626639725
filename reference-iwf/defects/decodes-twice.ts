import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  impsAddress: uri =>
    correct.impsAddress(uri.user === undefined ? uri : { ...uri, user: uri.user.replaceAll('%25', '%') }),
})
