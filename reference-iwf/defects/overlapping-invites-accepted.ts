import type { Defect } from '../decisions.ts'

/** Takes an INVITE in a session while another one is open. */
export const defect: Defect = correct => ({ ...correct, refusesOverlappingInvites: () => false })
