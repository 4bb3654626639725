import type { HarnessConfiguration } from '../../engine/configuration.ts'
import { defineHarness } from '../../engine/define-harness.ts'
import { scaledPixit } from '../../fixtures/catalogue/pixit.ts'
import { profiles } from '../../fixtures/catalogue/profiles.ts'

/** An IWF that is started from a command line: here the reference IWF, as if it were somebody else's. */
export const commandExample: HarnessConfiguration = {
  iwf: {
    name: 'reference-iwf',
    version: '0.1.0',
    subject: {
      kind: 'command',
      cwd: '../..',
      command: ['node', 'reference-iwf/bin.js', '--config', '{{file.iwf.json}}'],
      files: {
        'iwf.json': {
          name: 'reference-iwf',
          sip: {
            host: '{{iwf.host}}',
            port: '{{iwf.sip.port}}',
            domain: '{{sip.domain}}',
            transports: ['udp', 'tcp'],
            nextHop: { host: '{{sip.host}}', port: '{{sip.port}}', transport: 'udp' },
            trustedHops: ['{{sip.host}}'],
          },
          msrp: { host: '{{iwf.host}}', port: '{{iwf.msrp.port}}' },
          ssp: {
            host: '{{iwf.host}}',
            port: '{{iwf.ssp.port}}',
            domain: '{{sip.domain}}',
            peers: '{{imps.peers}}',
            answerMode: 'post',
          },
          timers: {
            T1: '{{pixit.T1}}',
            T2: '{{pixit.T2}}',
            T4: '{{pixit.T4}}',
            T_CAP: '{{pixit.T_CAP}}',
            T_MSG: '{{pixit.T_MSG}}',
            T_BIND: '{{pixit.T_BIND}}',
            T_IDLE: '{{pixit.T_IDLE}}',
            T_CAPANS: '{{pixit.T_CAPANS}}',
            T_HOLD: '{{pixit.T_HOLD}}',
            T_MSRP: '{{pixit.T_MSRP}}',
          },
          features: {},
        },
      },
      ready: { line: '"ready"' },
      startWithin: 20_000,
    },
  },
  ics: profiles.plain.ics,
  pixit: scaledPixit,
}

export default defineHarness(commandExample)
