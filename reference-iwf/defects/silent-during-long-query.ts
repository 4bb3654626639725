import type { Defect } from '../decisions.ts'

/** Sends nothing after 100 while a long query goes on. */
export const defect: Defect = correct => ({ ...correct, keepsInviteAlive: () => false })
