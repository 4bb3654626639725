import type { Defect } from '../decisions.ts'

/** Takes a sips URI for a sip URI, and so carries over plain HTTP what was to be protected from end to end. */
export const defect: Defect = correct => ({ ...correct, takesSips: () => true })
