import type { Defect } from '../decisions.ts'

/** Counts idleness from the first message of a session. */
export const defect: Defect = correct => ({ ...correct, trafficKeepsAlive: () => false })
