import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject } from 'ajv'
import { configurationSchema } from './configuration.schema.ts'

export type SipTransportName = 'udp' | 'tcp' | 'tls'

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
  /** What counts as one second of Expires, Session-Expires and Min-SE: 1000 unless a test bed runs faster. */
  readonly SECOND: number
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
  /** Session mode: INVITE with MSRP. Without it only MESSAGE is served (ICS-01). */
  readonly sessionMode: boolean
  /** Pager mode: MESSAGE of SIMPLE users. Without it 405 (ICS-02). */
  readonly pagerMode: boolean
  /** Sessions and messages for offline users are accepted, because the server stores them (ICS-05). */
  readonly deferOffline: boolean
  /** What to do when a capability query is not answered: refuse, or accept with a text profile (AMB-03). */
  readonly queryTimeout: 'REFUSE' | 'ACCEPT-DEFAULT'
  /** Milliseconds for which a capability answer is used again; 0: not at all (ICS-07). */
  readonly capabilityCache: number
  /** Hides that a user blocks the sender or does not exist (ICS-08). */
  readonly masking: boolean
  /** Answers capability queries about SIMPLE users (ICS-10). */
  readonly answerCapability: boolean
  /** Feature tags and Server header of OMA SIMPLE IM (ICS-12). */
  readonly omaProfile: boolean
  /** Disposition notifications are generated and read (ICS-13). */
  readonly imdn: boolean
  /** Recipient lists in MESSAGE (ICS-14, RFC 5365). */
  readonly uriLists: boolean
  /** Composing indications are promised and swallowed; otherwise refused (ICS-15). */
  readonly isComposing: boolean
  /** `from>to` media types that are converted, and `split` for long texts (ICS-16). */
  readonly transcoding: readonly string[]
  /** Opens MSRP connections itself where the peer wants that (ICS-18). */
  readonly activeRole: boolean
  /** MSRP goes over a relay of its own, which takes the configured address (ICS-19, RFC 4976). */
  readonly ownRelay: boolean
  /** Provisional responses are sent reliably to who supports it (ICS-20, RFC 3262). */
  readonly reliableProvisionals: boolean
  /** Session timers (ICS-21, RFC 4028). */
  readonly sessionTimers: boolean
  /** Sessions that carry one large message (ICS-22). */
  readonly largeMessages: boolean
  /** Sessions without traffic for T_IDLE are ended (ICS-24). */
  readonly idleTermination: boolean
  /** A second session of the same two users is accepted (ICS-25). */
  readonly severalSessions: boolean
  /** Answers block queries about SIMPLE users (ICS-26). */
  readonly answerBlock: boolean
  /** Whether an INVITE without an offer is served (AMB-29). */
  readonly offerless: 'ACCEPT' | 'REFUSE'
  /** Whether the IMPS peer may send for users of other domains. */
  readonly transit: boolean
  /** Whether the IMPS peers are inside the trust domain that an identity under Privacy: id may not leave (RFC 3325 §7). */
  readonly impsInside: boolean
  /** When MESSAGE gets its final response: when the IMPS server has answered, or at once with 202. */
  readonly messageAnswer: 'AFTER-SERVER' | 'AT-ONCE'
  /** Where capabilities come from: the capability query, or the presence of the user. */
  readonly capabilitySource: 'query' | 'presence'
}

/** Files in PEM for all that goes over TLS. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
  /** Trust anchors; the system's own are not asked. */
  readonly trust: string
}

export interface Configuration {
  readonly name: string
  /** Without it nothing goes over TLS. */
  readonly tls: TlsFiles | undefined
  readonly sip: {
    readonly host: string
    readonly port: number
    /** For SIP over TLS; default a free one. */
    readonly tlsPort?: number
    readonly domain: string
    readonly transports: readonly SipTransportName[]
    readonly nextHop: { readonly host: string; readonly port: number; readonly transport: SipTransportName }
    /** Addresses whose P-Asserted-Identity is believed (RFC 3325 §8). */
    readonly trustedHops: readonly string[]
  }
  readonly msrp: {
    readonly host: string
    readonly port: number
    /** For msrps (ICS-17): offers of it are taken where this is given. */
    readonly tlsPort?: number
    /** What its own offers are for. */
    readonly offers: 'msrp' | 'msrps'
  }
  readonly ssp: {
    readonly host: string
    readonly port: number
    /** What is listened for; where to send is said by the URLs of the peers. */
    readonly scheme: 'http' | 'https'
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
  T_ALERT: 45_000,
  SECOND: 1000,
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
  sessionMode: true,
  pagerMode: true,
  deferOffline: false,
  queryTimeout: 'REFUSE',
  capabilityCache: 0,
  masking: false,
  answerCapability: true,
  omaProfile: false,
  imdn: false,
  uriLists: false,
  isComposing: false,
  transcoding: [],
  activeRole: true,
  ownRelay: false,
  reliableProvisionals: false,
  sessionTimers: false,
  largeMessages: false,
  idleTermination: true,
  severalSessions: false,
  answerBlock: false,
  offerless: 'ACCEPT',
  transit: false,
  impsInside: false,
  messageAnswer: 'AFTER-SERVER',
  capabilitySource: 'query',
}

type Part<T> = { readonly [K in keyof T]?: T[K] }
interface Written {
  readonly name?: string
  readonly sip: Omit<Configuration['sip'], 'transports' | 'nextHop' | 'trustedHops'> & {
    readonly transports?: readonly SipTransportName[]
    readonly nextHop: { readonly host: string; readonly port: number; readonly transport?: SipTransportName }
    readonly trustedHops?: readonly string[]
  }
  readonly tls?: TlsFiles
  readonly msrp: Omit<Configuration['msrp'], 'offers'> & Part<Pick<Configuration['msrp'], 'offers'>>
  readonly ssp: Omit<Configuration['ssp'], 'answerMode' | 'scheme'> &
    Part<Pick<Configuration['ssp'], 'answerMode' | 'scheme'>>
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
  const [needing] = value.tls ? [] : needTls(value)
  if (needing !== undefined) throw new ConfigurationError('invalid', `tls: ${needing} needs certificate, key and trust`)
  return {
    name: value.name ?? 'reference-iwf',
    sip: {
      ...sip,
      domain: sip.domain.toLowerCase(),
      transports,
      nextHop: { ...sip.nextHop, transport },
      trustedHops: sip.trustedHops ?? [],
    },
    tls: value.tls,
    msrp: { ...value.msrp, offers: value.msrp.offers ?? 'msrp' },
    ssp: {
      ...ssp,
      domain: ssp.domain.toLowerCase(),
      peers: ssp.peers.map(peer => ({ ...peer, domain: peer.domain.toLowerCase() })),
      scheme: ssp.scheme ?? 'http',
      answerMode: ssp.answerMode ?? 'post',
    },
    timers: { ...defaultTimers, ...value.timers },
    features: { ...defaultFeatures, ...value.features },
  }
}

/** The settings that go over TLS, by their names. */
function needTls({ sip, msrp, ssp }: Written): string[] {
  return [
    ...(sip.transports?.includes('tls') ? ['sip.transports "tls"'] : []),
    ...(msrp.tlsPort !== undefined ? ['msrp.tlsPort'] : msrp.offers === 'msrps' ? ['msrp.offers "msrps"'] : []),
    ...(ssp.scheme === 'https' || ssp.peers.some(({ url }) => url.startsWith('https:')) ? ['https'] : []),
  ]
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
