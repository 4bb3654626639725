import type { Defect } from '../decisions.ts'

/** Acknowledges the first 2xx of a forked INVITE only. */
export const defect: Defect = correct => ({ ...correct, acknowledgesForks: () => false })
