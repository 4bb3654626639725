import type { Defect } from '../decisions.ts'

/** Lets an INVITE outlive its Expires. */
export const defect: Defect = correct => ({ ...correct, expiresInvites: () => false })
