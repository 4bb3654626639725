import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({ ...correct, msrpOutcome: () => ({ end: 'status', code: 200 }) })
