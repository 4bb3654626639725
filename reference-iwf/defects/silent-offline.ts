import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  msrpRefusal: code => (code === 533 ? undefined : correct.msrpRefusal(code)),
})
