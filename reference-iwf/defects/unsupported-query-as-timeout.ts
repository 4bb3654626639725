import type { Defect } from '../decisions.ts'
import { sipRefusal } from '../error-mapping/imps-to-sip.ts'

export const defect: Defect = correct => ({
  ...correct,
  sipRefusal: (code, method) =>
    code === 405 || code === 501 ? sipRefusal('timeout', method) : correct.sipRefusal(code, method),
})
