import { fileURLToPath } from 'node:url'
import { accessVectors } from '../../fixtures/access-rule.ts'
import type { ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import type { CommandSubject, EmbeddedSubject } from '../configuration.ts'

const program = fileURLToPath(new URL('../../simulators/imps/program/main.ts', import.meta.url))

/** The IMPS simulator as a program, with the users that the operator declares. */
export function embeddedServerCommand(subject: EmbeddedSubject, ics: ServerIcs): CommandSubject {
  const named = (name: string, data: object = {}) => (name === '' ? [] : [{ name, ...data }])
  const sender = `wv:${ics['SICS-05']}@{{sip.domain}}`
  const vectors = accessVectors.flatMap(({ blockInUse, blocked, grantInUse, granted }, index) =>
    named(ics['SICS-04'][index] ?? '', {
      listsFor: [{ sender, lists: { blockInUse, blocked, grantInUse, granted } }],
    }),
  )
  return {
    kind: 'command',
    command: [
      process.execPath,
      '--import',
      import.meta.resolve('tsx'),
      program,
      '--config',
      '{{file.imps-server.json}}',
    ],
    files: {
      'imps-server.json': {
        domain: '{{imps.domain}}',
        listen: { host: '{{server.host}}', port: '{{server.port}}' },
        iwf: { domain: '{{sip.domain}}', url: '{{iwf.url}}' },
        scheme: '{{dimension.ssp}}',
        tls: { certificate: '{{tls.certificate}}', key: '{{tls.key}}', trust: '{{tls.authority}}' },
        answerMode: '{{dimension.answers}}',
        users: [
          ...named(ics['SICS-01']),
          ...named(ics['SICS-02'], { online: false }),
          ...named(ics['SICS-03'], { echoes: true }),
          ...vectors,
        ],
        defects: subject.defect === undefined ? [] : [subject.defect],
        ...subject.configuration,
      },
    },
    ready: { line: '"ready"' },
  }
}
