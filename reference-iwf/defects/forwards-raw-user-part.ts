import type { Defect } from '../decisions.ts'

/** Takes the user part as it stands, whatever is in it. */
export const defect: Defect = correct => ({
  ...correct,
  impsAddress: uri =>
    uri.user === undefined ? correct.impsAddress(uri) : { mapped: true, address: `wv:${uri.user}@${uri.host}` },
})
