import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject } from 'ajv'
import { configurationSchema } from './configuration.schema.ts'

export type SipTransportName = 'udp' | 'tcp'

/** Milliseconds. The names are the PIXIT's; the defaults are the real-time values of the standards. */
export interface Timers {
  /** SIP round-trip estimate and its limits (RFC 3261 §17.1.1.1). */
  readonly T1: number
  readonly T2: number
  readonly T4: number
  /** Longest wait for the capability and block answers before the INVITE gets its final response. */
  readonly T_CAP: number
  /** Longest wait for the answer to a message on the IMPS side. */
  readonly T_MSG: number
  /** Wait for the first SEND after the ACK. */
  readonly T_BIND: number
  /** A session without traffic for this long is ended; 0: never. */
  readonly T_IDLE: number
  /** Time to answer a capability query about a SIMPLE user. */
  readonly T_CAPANS: number
  /** A SEND is answered within this time of its last octet; an outcome known by then is in the answer. */
  readonly T_HOLD: number
  /** Wait for the response to a SEND (30 s, RFC 4975 §7.1.1). */
  readonly T_MSRP: number
  /** Longest wait for one step of the SSP session set-up. */
  readonly T_SETUP: number
  /** A provisional response other than 100 is repeated this often (RFC 3261 §13.3.1.1: every minute). */
  readonly T_ALERT: number
}

export interface Features {
  readonly query: 'separate' | 'combined'
  /** What a missing block answer means: CLOSED refuses, OPEN accepts. */
  readonly blockFailure: 'CLOSED' | 'OPEN'
  /** What to do with a server that knows no capability query. */
  readonly unsupportedQuery: 'REJECT' | 'ACCEPT-DEFAULT'
  /** How a message of the IMPS user travels where there is no session. */
  readonly reverse: 'AUTO' | 'PAGER' | 'SESSION'
  /** Octets of a whole MESSAGE request up to which AUTO sends one (RFC 3428 §8). */
  readonly autoLimit: number
  /** Octets promised where the capability answer gives no length. */
  readonly defaultMaxSize: number
  /** Octets of the largest message that is ever taken in, whatever was promised. */
  readonly receiveLimit: number
  readonly maxSessions: number
}

export interface Configuration {
  readonly name: string
  readonly sip: {
    readonly host: string
    readonly port: number
    readonly domain: string
    readonly transports: readonly SipTransportName[]
    readonly nextHop: { readonly host: string; readonly port: number; readonly transport: SipTransportName }
    /** Addresses whose P-Asserted-Identity is believed (RFC 3325 §8). */
    readonly trustedHops: readonly string[]
  }
  readonly msrp: { readonly host: string; readonly port: number }
  readonly ssp: {
    readonly host: string
    readonly port: number
    readonly domain: string
    readonly peers: readonly { readonly domain: string; readonly url: string }[]
    readonly answerMode: 'post' | 'http'
  }
  readonly timers: Timers
  readonly features: Features
}

/** The configuration cannot be used. The message names the field and says what is allowed. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code: 'unreadable' | 'not-json' | 'invalid'
  constructor(code: ConfigurationError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const defaultTimers: Timers = {
  T1: 500,
  T2: 4000,
  T4: 5000,
  T_CAP: 10_000,
  T_MSG: 15_000,
  T_BIND: 30_000,
  T_IDLE: 600_000,
  T_CAPANS: 5_000,
  T_HOLD: 1_000,
  T_MSRP: 30_000,
  T_SETUP: 10_000,
  T_ALERT: 60_000,
}

const defaultFeatures: Features = {
  query: 'separate',
  blockFailure: 'CLOSED',
  unsupportedQuery: 'REJECT',
  reverse: 'AUTO',
  autoLimit: 1300,
  defaultMaxSize: 65_536,
  receiveLimit: 1_048_576,
  maxSessions: 1000,
}

type Part<T> = { readonly [K in keyof T]?: T[K] }
interface Written {
  readonly name?: string
  readonly sip: Omit<Configuration['sip'], 'transports' | 'nextHop' | 'trustedHops'> & {
    readonly transports?: readonly SipTransportName[]
    readonly nextHop: { readonly host: string; readonly port: number; readonly transport?: SipTransportName }
    readonly trustedHops?: readonly string[]
  }
  readonly msrp: Configuration['msrp']
  readonly ssp: Omit<Configuration['ssp'], 'answerMode'> & { readonly answerMode?: 'post' | 'http' }
  readonly timers?: Part<Timers>
  readonly features?: Part<Features>
}

const isConfiguration = new Ajv({ allErrors: true }).compile<Written>(configurationSchema)

function explain(error: ErrorObject): string {
  const field = error.instancePath.slice(1).replaceAll('/', '.') || 'the configuration'
  const params = error.params as Readonly<Record<string, unknown>>
  if (error.keyword === 'additionalProperties')
    return `${field}: unknown field "${String(params['additionalProperty'])}"`
  if (error.keyword === 'enum') return `${field}: must be one of ${JSON.stringify(params['allowedValues'])}`
  return `${field}: ${error.message ?? 'is not valid'}`
}

/** Checks a configuration and fills in the defaults. Throws a {@link ConfigurationError} that names every bad field. */
export function configurationFrom(value: unknown): Configuration {
  if (!isConfiguration(value))
    throw new ConfigurationError('invalid', (isConfiguration.errors ?? []).map(explain).join('\n'))
  const { sip, ssp } = value
  const transports = sip.transports ?? ['udp', 'tcp']
  const transport = sip.nextHop.transport ?? transports[0] ?? 'udp'
  if (!transports.includes(transport))
    throw new ConfigurationError('invalid', `sip.nextHop.transport: "${transport}" is not among sip.transports`)
  return {
    name: value.name ?? 'reference-iwf',
    sip: {
      ...sip,
      domain: sip.domain.toLowerCase(),
      transports,
      nextHop: { ...sip.nextHop, transport },
      trustedHops: sip.trustedHops ?? [],
    },
    msrp: value.msrp,
    ssp: {
      ...ssp,
      domain: ssp.domain.toLowerCase(),
      peers: ssp.peers.map(peer => ({ ...peer, domain: peer.domain.toLowerCase() })),
      answerMode: ssp.answerMode ?? 'post',
    },
    timers: { ...defaultTimers, ...value.timers },
    features: { ...defaultFeatures, ...value.features },
  }
}

/** Reads and checks a configuration file. Throws a {@link ConfigurationError}. */
export function readConfiguration(file: string): Configuration {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigurationError('unreadable', `cannot read ${file}: ${(error as Error).message}`, error)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ConfigurationError('not-json', `${file} is not JSON: ${(error as Error).message}`, error)
  }
  return configurationFrom(value)
}
