import { defineHarness } from '../../engine/define-harness.ts'
import { milliseconds } from '../../fixtures/catalogue/duration.ts'
import { realPixit } from '../../fixtures/catalogue/pixit.ts'
import { profiles } from '../../fixtures/catalogue/profiles.ts'

/**
 * The embedded reference IWF in real time, for the timer group once in CI (less than four minutes):
 * `iwf-conformance run --config tests/profiles/unscaled-timers.config.ts --group timers`. T_CAP is long enough for a
 * query that must be kept alive (TMR-03), T_IDLE short enough to be waited for (TMR-06).
 */
export default defineHarness({
  iwf: { name: 'reference-iwf (unscaled)', version: '0.1.0', subject: { kind: 'embedded' } },
  ics: { ...profiles.plain.ics, 'ICS-20': true, 'ICS-21': true },
  pixit: { ...realPixit, T_CAP: milliseconds(140_000), T_IDLE: milliseconds(60_000) },
  evidence: '../../evidence',
})
