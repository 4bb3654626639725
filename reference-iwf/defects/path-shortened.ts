import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({ ...correct, pathTo: path => path.slice(-1) })
