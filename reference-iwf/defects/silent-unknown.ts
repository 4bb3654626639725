import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  msrpRefusal: code => (code === 531 ? undefined : correct.msrpRefusal(code)),
})
