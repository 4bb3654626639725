import { defineHarness } from './engine/define-harness.ts'
import { scaledPixit } from './fixtures/catalogue/pixit.ts'
import { profiles } from './fixtures/catalogue/profiles.ts'

/**
 * What is under test, and how: the one file that a vendor edits. As it stands, it runs the reference IWF of this
 * repository, with timers short enough for a run of seconds.
 */
export default defineHarness({
  iwf: { name: 'reference-iwf', version: '0.1.0', subject: { kind: 'embedded' } },
  ics: profiles.plain.ics,
  statements: profiles.plain.statements,
  pixit: scaledPixit,
})
