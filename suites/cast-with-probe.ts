import type { CastMaker } from '../engine/case.ts'

/** alice and bob, and an IMPS user whom nothing is the matter with: probes of a silence go to him. */
export const withImpsProbe = (make: CastMaker) => ({
  alice: make.simple({ name: 'alice' }),
  bob: make.imps({ name: 'bob' }),
  probe: make.imps({ name: 'probe' }),
})

/** alice and bob, and a SIMPLE user whom nothing is the matter with: probes of a silence go to him. */
export const withSimpleProbe = (make: CastMaker) => ({
  alice: make.simple({ name: 'alice' }),
  bob: make.imps({ name: 'bob' }),
  probe: make.simple({ name: 'probe' }),
})
