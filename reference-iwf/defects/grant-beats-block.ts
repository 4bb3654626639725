import type { Defect } from '../decisions.ts'

/** Lets an entry of the grant list override a block. */
export const defect: Defect = correct => ({
  ...correct,
  access: status => (status.granted ? 'allowed' : 'not-granted'),
})
