import { fileURLToPath } from 'node:url'
import type { Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import type { Ics } from '../../fixtures/catalogue/ics.ts'
import type { PixitStatements } from '../../fixtures/catalogue/pixit-statements.ts'
import type { CommandSubject, EmbeddedSubject } from '../configuration.ts'

const referenceProgram = fileURLToPath(new URL('../../reference-iwf/main.ts', import.meta.url))

/** Everything the reference IWF has timers for. */
const referenceTimers = 'T1 T2 T4 T_CAP T_MSG T_BIND T_IDLE T_CAPANS T_HOLD T_MSRP SECOND'.split(' ')

/** What the harness tells the reference IWF about itself and what it declares. */
export interface EmbeddedSurroundings {
  readonly ics: Readonly<Record<string, unknown>>
  readonly statements: PixitStatements
  /** Name of the binding for capability and block queries. */
  readonly binding: string
  readonly pixit: Readonly<Record<string, number>>
  readonly dimensions: Dimensions
  /** Whether the dimension of the answers was chosen; else the statement says how the IWF answers. */
  readonly answersChosen: boolean
}

/** The reference IWF as a subject that is started by a command: it is configured to be what the ICS declares. */
export function embeddedIwfCommand(subject: EmbeddedSubject, surroundings: EmbeddedSurroundings): CommandSubject {
  const { pixit, statements, dimensions } = surroundings
  const ics = surroundings.ics as Ics
  const base = {
    name: 'reference-iwf',
    tls: { certificate: '{{tls.certificate}}', key: '{{tls.key}}', trust: '{{tls.authority}}' },
    sip: {
      host: '{{iwf.host}}',
      port: '{{iwf.sip.port}}',
      tlsPort: '{{iwf.sip.tlsPort}}',
      domain: '{{sip.domain}}',
      transports: ics['ICS-23'] ? ['udp', 'tcp', 'tls'] : ['tcp', 'tls'],
      nextHop: nextHop(dimensions, ics),
      trustedHops: statements.TRUSTED_HOPS === 'NONE' ? [] : ['{{sip.host}}'],
    },
    msrp: {
      host: '{{iwf.host}}',
      port: '{{iwf.msrp.port}}',
      ...(ics['ICS-17'] ? { tlsPort: '{{iwf.msrp.tlsPort}}' } : {}),
      offers: dimensions.msrp === 'tls' ? 'msrps' : 'msrp',
    },
    ssp: {
      host: '{{iwf.host}}',
      port: '{{iwf.ssp.port}}',
      scheme: dimensions.ssp,
      domain: '{{sip.domain}}',
      peers: '{{imps.peers}}',
      answerMode: answersInResponse(surroundings) ? 'http' : 'post',
    },
    timers: {
      ...Object.fromEntries(referenceTimers.flatMap(name => (pixit[name] === undefined ? [] : [[name, pixit[name]]]))),
      // Sooner than the minute of RFC 3261 §13.3.1.1, after which a proxy may lose patience.
      ...(pixit['SECOND'] === undefined ? {} : { T_ALERT: 45 * pixit['SECOND'] }),
    },
    features: {
      ...featuresOf(ics, statements),
      capabilitySource: surroundings.binding === 'presence' ? 'presence' : 'query',
    },
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

function nextHop({ sip }: Dimensions, ics: Ics): Json {
  const transport = sip === 'mixed' ? (ics['ICS-23'] ? 'udp' : 'tcp') : sip
  return { host: '{{sip.host}}', port: transport === 'tls' ? '{{sip.tlsPort}}' : '{{sip.port}}', transport }
}

const answersInResponse = ({ dimensions, answersChosen, statements }: EmbeddedSurroundings): boolean =>
  answersChosen ? dimensions.answers === 'response' : statements.SSP_MODE === 'RESPONSE'

/** ICS items and statements as the reference IWF's own settings. What only a transport decides is not among them. */
function featuresOf(ics: Ics, statements: PixitStatements): Json {
  return {
    sessionMode: ics['ICS-01'],
    pagerMode: ics['ICS-02'],
    query: ics['ICS-03'] ? 'combined' : 'separate',
    deferOffline: ics['ICS-05'],
    unsupportedQuery: ics['ICS-06'] === 'ACCEPT-DEFAULT' ? 'ACCEPT-DEFAULT' : 'REJECT',
    queryTimeout: statements.QUERY_TIMEOUT,
    capabilityCache: ics['ICS-07'] * 1000,
    masking: ics['ICS-08'],
    blockFailure: ics['ICS-09'] === 'OPEN' ? 'OPEN' : 'CLOSED',
    answerCapability: ics['ICS-10'],
    reverse: ics['ICS-11'],
    omaProfile: ics['ICS-12'],
    imdn: ics['ICS-13'],
    uriLists: ics['ICS-14'],
    isComposing: ics['ICS-15'],
    transcoding: ics['ICS-16'],
    activeRole: ics['ICS-18'],
    ownRelay: ics['ICS-19'],
    reliableProvisionals: ics['ICS-20'],
    sessionTimers: ics['ICS-21'],
    largeMessages: ics['ICS-22'],
    idleTermination: ics['ICS-24'],
    severalSessions: ics['ICS-25'],
    answerBlock: ics['ICS-26'],
    offerless: statements.OFFERLESS,
    transit: statements.TRANSIT === 'YES',
    impsInside: statements.SSP_PRIVACY === 'INSIDE',
    messageAnswer: statements.MESSAGE_ANSWER,
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
