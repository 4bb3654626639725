import type { ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import type { HarnessConfiguration } from '../configuration.ts'
import type { StartingPlace } from '../stage.ts'
import { freePort } from '../subject/free-port.ts'
import { startCommand } from '../subject/start-command.ts'
import type { RunningSubject, SubjectAddresses } from '../subject/subject.ts'
import { embeddedServerCommand } from './embedded-server.ts'
import type { ServerDomains } from './server-domains.ts'

export interface StartServerOptions extends StartingPlace {
  readonly configuration: HarnessConfiguration
  readonly ics: ServerIcs
  readonly domains: ServerDomains
  /** Where the harness listens in place of an IWF. */
  readonly gatewayUrl: string
  readonly host: string
}

/** Starts the configured IMPS server, told where the IWF is. What can go wrong: see {@link startCommand}. */
export async function startServer(options: StartServerOptions): Promise<RunningSubject> {
  const { configuration, host, domains } = options
  const server = options.at?.ssp ?? { host, port: configuration.subjectPorts?.ssp ?? (await freePort(host)) }
  const { subject } = configuration.iwf
  const command = subject.kind === 'embedded' ? embeddedServerCommand(subject, options.ics) : subject
  const values = {
    'server.host': server.host,
    'server.port': server.port,
    'server.url': `http://${server.host}:${server.port}/`,
    'iwf.url': options.gatewayUrl,
    'sip.domain': domains.sip,
    'imps.domain': domains.imps,
  }
  const addresses: SubjectAddresses = { sip: server, msrp: server, ssp: server }
  return startCommand(command, values, addresses, options.folder, options.observer)
}
