import type { PixitStatements } from '../../fixtures/catalogue/pixit-statements.ts'
import type { Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import type { TlsFiles } from '../run-tls.ts'
import type { HarnessConfiguration } from '../configuration.ts'
import type { StartingPlace } from '../stage.ts'
import { freePort } from '../subject/free-port.ts'
import { runValues } from '../subject/run-values.ts'
import { sspUrl } from '../subject/ssp-url.ts'
import { startCommand } from '../subject/start-command.ts'
import type { PeerAddresses, RunningSubject, SubjectAddresses } from '../subject/subject.ts'
import type { TemplateValues } from '../subject/template.ts'
import { embeddedIwfCommand } from './embedded-iwf.ts'

export interface StartIwfOptions extends StartingPlace {
  readonly configuration: HarnessConfiguration
  readonly domains: { readonly sip: string; readonly imps: readonly string[] }
  /** PIXIT in force. */
  readonly pixit: Readonly<Record<string, number>>
  readonly statements: PixitStatements
  readonly peers: PeerAddresses
  readonly host: string
  readonly dimensions: Dimensions
  readonly tls: TlsFiles
}

/** Starts the configured IWF, told where the peers are; see {@link startCommand} for what can go wrong. */
export async function startIwf(options: StartIwfOptions): Promise<RunningSubject> {
  const { configuration } = options
  const addresses = options.at ?? (await chooseAddresses(options))
  const { subject } = configuration.iwf
  const command =
    subject.kind === 'embedded'
      ? embeddedIwfCommand(subject, {
          ...options,
          ics: configuration.ics,
          binding: configuration.binding ?? 'project',
          answersChosen: configuration.dimensions?.answers !== undefined,
        })
      : subject
  return startCommand(command, templateValues(options, addresses), addresses, options.folder, options.observer)
}

async function chooseAddresses({ configuration, host }: StartIwfOptions): Promise<SubjectAddresses> {
  const ports = configuration.subjectPorts ?? {}
  const port = async (configured: number | undefined) => configured ?? (await freePort(host))
  return {
    sip: { host, port: await port(ports.sip), tlsPort: await port(ports.sipTls) },
    msrp: { host, port: await port(ports.msrp), tlsPort: await port(ports.msrpTls) },
    ssp: { host, port: await port(ports.ssp) },
  }
}

/** The names that `{{…}}` may use in a command subject. */
function templateValues(options: StartIwfOptions, addresses: SubjectAddresses): TemplateValues {
  const { peers, domains, dimensions } = options
  return {
    'iwf.host': options.host,
    'iwf.sip.port': addresses.sip.port,
    'iwf.sip.tlsPort': addresses.sip.tlsPort,
    'iwf.msrp.port': addresses.msrp.port,
    'iwf.msrp.tlsPort': addresses.msrp.tlsPort,
    'iwf.ssp.port': addresses.ssp.port,
    'iwf.ssp.url': sspUrl(addresses, dimensions),
    'sip.domain': domains.sip,
    'sip.host': peers.sip.host,
    'sip.port': peers.sip.port,
    'sip.tlsPort': peers.sip.tlsPort,
    'imps.domains': domains.imps,
    'imps.urls': peers.ssp,
    'imps.peers': domains.imps.map(domain => ({ domain, url: peers.ssp[domain] })),
    ...runValues(options),
  }
}
