import type { Defect } from '../decisions.ts'

/** Uses an IMPS status code as SIP status wherever SIP has the same number. */
export const defect: Defect = correct => ({
  ...correct,
  sipRefusal: (code, method) =>
    code >= 400 && code < 700 ? { status: code, reason: 'IMPS status' } : correct.sipRefusal(code, method),
})
