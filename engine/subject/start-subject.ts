import { fileURLToPath } from 'node:url'
import type { CommandSubject, EmbeddedSubject, HarnessConfiguration } from '../configuration.ts'
import { startCommand } from './start-command.ts'
import { freePort } from './free-port.ts'
import type { PeerAddresses, RunningSubject, SubjectAddresses, SubjectObserver } from './subject.ts'
import type { TemplateValues } from './template.ts'

export interface StartOptions {
  readonly configuration: HarnessConfiguration
  readonly domains: { readonly sip: string; readonly imps: readonly string[] }
  /** PIXIT in force. */
  readonly pixit: Readonly<Record<string, number>>
  readonly peers: PeerAddresses
  readonly host: string
  /** Takes the files rendered for the subject. */
  readonly folder: string
  readonly observer: SubjectObserver
}

/** Starts the configured subject, told where the peers are; see {@link startCommand} for what can go wrong. */
export async function startSubject(options: StartOptions): Promise<RunningSubject> {
  const { configuration, host } = options
  const ports = configuration.subjectPorts ?? {}
  const addresses: SubjectAddresses = {
    sip: { host, port: ports.sip ?? (await freePort(host)) },
    msrp: { host, port: ports.msrp ?? (await freePort(host)) },
    ssp: { host, port: ports.ssp ?? (await freePort(host)) },
  }
  const { subject } = configuration.iwf
  const command = subject.kind === 'embedded' ? embeddedCommand(subject, options, addresses) : subject
  return startCommand(command, templateValues(options, addresses), addresses, options.folder, options.observer)
}

/** The names that `{{…}}` may use in a command subject. */
function templateValues(options: StartOptions, addresses: SubjectAddresses): TemplateValues {
  const { peers, domains } = options
  return {
    'iwf.host': options.host,
    'iwf.sip.port': addresses.sip.port,
    'iwf.msrp.port': addresses.msrp.port,
    'iwf.ssp.port': addresses.ssp.port,
    'iwf.ssp.url': `http://${addresses.ssp.host}:${addresses.ssp.port}/`,
    'sip.domain': domains.sip,
    'sip.host': peers.sip.host,
    'sip.port': peers.sip.port,
    'imps.domains': domains.imps,
    'imps.urls': peers.ssp,
    'imps.peers': domains.imps.map(domain => ({ domain, url: peers.ssp[domain] })),
    ...Object.fromEntries(Object.entries(options.pixit).map(([name, value]) => [`pixit.${name}`, value])),
  }
}

const referenceProgram = fileURLToPath(new URL('../../reference-iwf/main.ts', import.meta.url))

/** Everything the reference IWF has timers for. */
const referenceTimers = ['T1', 'T2', 'T4', 'T_CAP', 'T_MSG', 'T_BIND', 'T_IDLE', 'T_CAPANS', 'T_HOLD', 'T_MSRP']

function embeddedCommand(subject: EmbeddedSubject, options: StartOptions, addresses: SubjectAddresses): CommandSubject {
  const { peers, domains, pixit } = options
  const base = {
    name: 'reference-iwf',
    sip: {
      host: addresses.sip.host,
      port: addresses.sip.port,
      domain: domains.sip,
      transports: ['udp', 'tcp'],
      nextHop: { host: peers.sip.host, port: peers.sip.port, transport: 'udp' },
      trustedHops: [peers.sip.host],
    },
    msrp: addresses.msrp,
    ssp: {
      ...addresses.ssp,
      domain: domains.sip,
      peers: domains.imps.map(domain => ({ domain, url: peers.ssp[domain] })),
      answerMode: 'post',
    },
    timers: Object.fromEntries(
      referenceTimers.flatMap(name => (pixit[name] === undefined ? [] : [[name, pixit[name]]])),
    ),
    features: {},
  }
  return {
    kind: 'command',
    command: [
      process.execPath,
      '--import',
      import.meta.resolve('tsx'),
      referenceProgram,
      '--config',
      '{{file.reference-iwf.json}}',
      ...(subject.defect === undefined ? [] : ['--defect', subject.defect]),
    ],
    files: { 'reference-iwf.json': merge(base, subject.configuration ?? {}) },
    ready: { line: '"ready"' },
  }
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `base` with the members of `over` in place of its own, level by level. */
function merge(base: Json, over: Json): Json {
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(over)) {
    const own = merged[name]
    merged[name] = isObject(own) && isObject(value) ? merge(own, value) : value
  }
  return merged
}
