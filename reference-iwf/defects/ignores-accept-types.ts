import type { Defect } from '../decisions.ts'

/** Sends any type, whatever the SIMPLE user's client takes. */
export const defect: Defect = correct => ({ ...correct, framing: () => 'bare' })
