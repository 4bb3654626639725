import type { Defect } from '../decisions.ts'

/** Takes the second copy of a forked INVITE for another INVITE. */
export const defect: Defect = correct => ({ ...correct, enforces: status => status !== 482 })
