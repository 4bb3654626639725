import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  impsAddress: uri => {
    const mapped = correct.impsAddress(uri)
    return mapped.mapped && uri.password !== undefined
      ? { mapped: true, address: mapped.address.replace('@', `%3A${uri.password}@`) }
      : mapped
  },
})
