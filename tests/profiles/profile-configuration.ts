import { defineHarness } from '../../engine/define-harness.ts'
import { scaledPixit } from '../../fixtures/catalogue/pixit.ts'
import { profiles } from '../../fixtures/catalogue/profiles.ts'

/** The embedded reference IWF as one of its profiles; evidence goes where that of `harness.config.ts` goes. */
export const profileConfiguration = (name: keyof typeof profiles): object =>
  defineHarness({
    iwf: { name: `reference-iwf (${name})`, version: '0.1.0', subject: { kind: 'embedded' } },
    ics: profiles[name].ics,
    statements: profiles[name].statements,
    pixit: scaledPixit,
    evidence: '../../evidence',
  })
