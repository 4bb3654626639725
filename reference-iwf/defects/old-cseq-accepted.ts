import type { Defect } from '../decisions.ts'

/** Accepts a request in a dialog with a lower CSeq. */
export const defect: Defect = correct => ({ ...correct, enforces: status => status !== 500 })
