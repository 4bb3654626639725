import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({ ...correct, endsWithConnection: () => false })
