import { defineHarness } from '../../engine/define-harness.ts'
import { scaledPixit } from '../../fixtures/catalogue/pixit.ts'
import { embeddedServerIcs } from '../../fixtures/catalogue/server-ics.ts'

/** The IMPS simulator, run as a program of its own, as the subject; the harness plays the IWF. */
export default defineHarness({
  subject: 'imps-server',
  iwf: { name: 'imps-server', version: '0.1.0', subject: { kind: 'embedded' } },
  ics: { ...embeddedServerIcs },
  pixit: scaledPixit,
  evidence: '../../evidence',
})
