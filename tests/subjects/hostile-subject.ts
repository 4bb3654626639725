import { fileURLToPath } from 'node:url'
import { defineHarness } from '../../engine/define-harness.ts'
import { scaledPixit } from '../../fixtures/catalogue/pixit.ts'
import { profiles } from '../../fixtures/catalogue/profiles.ts'

/**
 * The configuration of a run against one of the programs of this folder. It claims what the reference IWF claims, so
 * that nothing is excused, and runs on the same short timers.
 */
export function hostileSubject(name: string): object {
  return defineHarness({
    iwf: {
      name,
      version: '0',
      subject: {
        kind: 'command',
        command: [
          process.execPath,
          '--import',
          import.meta.resolve('tsx'),
          fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
          '{{iwf.host}}',
          '{{iwf.sip.port}}',
          '{{iwf.msrp.port}}',
          '{{iwf.ssp.port}}',
          '{{sip.domain}}',
          '{{imps.urls}}',
        ],
        ready: { line: 'ready' },
      },
    },
    ics: profiles.plain.ics,
    pixit: scaledPixit,
  })
}
