import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  msrpRefusal: code => (code === 532 || code === 534 ? undefined : correct.msrpRefusal(code)),
})
