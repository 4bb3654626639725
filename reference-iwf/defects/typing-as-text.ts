import type { Defect } from '../decisions.ts'

/** Delivers composing indications, and whatever else is control traffic, as messages. */
export const defect: Defect = correct => ({ ...correct, deliversControl: () => true })
