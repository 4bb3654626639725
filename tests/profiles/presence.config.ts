import { defineHarness } from '../../engine/define-harness.ts'
import { profiles } from '../../fixtures/catalogue/profiles.ts'
import { scaledPixit } from '../../fixtures/catalogue/pixit.ts'
import { presenceBinding } from '../../protocols/ssp/binding/presence.ts'

/** The plain profile where capabilities are read from presence, as servers without a capability query want it. */
export default defineHarness({
  iwf: { name: 'reference-iwf (presence)', version: '0.1.0', subject: { kind: 'embedded' } },
  ics: profiles.plain.ics,
  statements: profiles.plain.statements,
  pixit: scaledPixit,
  binding: presenceBinding.name,
  evidence: '../../evidence',
})
