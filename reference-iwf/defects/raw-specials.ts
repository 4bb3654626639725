import type { Defect } from '../decisions.ts'

/** Decodes the user part and forgets to escape what is special in IMPS addresses. */
export const defect: Defect = correct => ({
  ...correct,
  impsAddress: uri => {
    const mapped = correct.impsAddress(uri)
    return mapped.mapped ? { mapped: true, address: decodeURIComponent(mapped.address) } : mapped
  },
})
