import type { ServerDimensions } from '../../fixtures/catalogue/dimensions.ts'
import type { ServerIcs } from '../../fixtures/catalogue/server-ics.ts'
import type { HarnessConfiguration } from '../configuration.ts'
import type { TlsFiles } from '../run-tls.ts'
import type { StartingPlace } from '../stage.ts'
import { freePort } from '../subject/free-port.ts'
import { runValues } from '../subject/run-values.ts'
import { sspUrl } from '../subject/ssp-url.ts'
import { startCommand } from '../subject/start-command.ts'
import type { RunningSubject, SubjectAddresses } from '../subject/subject.ts'
import { embeddedServerCommand } from './embedded-server.ts'
import type { ServerDomains } from './server-domains.ts'

export interface StartServerOptions extends StartingPlace {
  readonly configuration: HarnessConfiguration
  readonly ics: ServerIcs
  readonly domains: ServerDomains
  /** PIXIT in force. */
  readonly pixit: Readonly<Record<string, number>>
  /** Where the harness listens in place of an IWF. */
  readonly gatewayUrl: string
  readonly host: string
  readonly dimensions: ServerDimensions
  readonly tls: TlsFiles
}

/** Starts the configured IMPS server, told where the IWF is. What can go wrong: see {@link startCommand}. */
export async function startServer(options: StartServerOptions): Promise<RunningSubject> {
  const { configuration, host, domains, dimensions } = options
  const server = options.at?.ssp ?? { host, port: configuration.subjectPorts?.ssp ?? (await freePort(host)) }
  const addresses: SubjectAddresses = { sip: server, msrp: server, ssp: server }
  const { subject } = configuration.iwf
  const command = subject.kind === 'embedded' ? embeddedServerCommand(subject, options.ics) : subject
  const values = {
    'server.host': server.host,
    'server.port': server.port,
    'server.url': sspUrl(addresses, dimensions),
    'iwf.url': options.gatewayUrl,
    'sip.domain': domains.sip,
    'imps.domain': domains.imps,
    ...runValues(options),
  }
  return startCommand(command, values, addresses, options.folder, options.observer)
}
