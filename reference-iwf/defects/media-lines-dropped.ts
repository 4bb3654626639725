import type { Defect } from '../decisions.ts'

/** Leaves refused media lines out of its answers. */
export const defect: Defect = correct => ({
  ...correct,
  answeredMedia: media => media.filter(({ port }) => port !== 0),
})
