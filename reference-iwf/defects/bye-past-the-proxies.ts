import type { Defect } from '../decisions.ts'

/** Sends its requests of a dialog to the Contact itself, past the recorded route. */
export const defect: Defect = correct => ({ ...correct, followsRoute: () => false })
