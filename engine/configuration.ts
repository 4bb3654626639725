import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { dimensionValues, type Dimensions } from '../fixtures/catalogue/dimensions.ts'
import type { IcsValue } from '../trace/events.ts'

/** How to tell that a started subject is ready for traffic. */
export type Readiness =
  /** A line of its output contains this text. */
  | { readonly line: string }
  /** Something listens on the SIP port (TCP), or on this one. */
  | { readonly tcp: number | 'sip' | 'ssp' }
  /** A GET of this URL, which may hold `{{…}}`, is answered 2xx. */
  | { readonly url: string }

/** A subject that is started from a command line for each run, in a process group of its own. */
export interface CommandSubject {
  readonly kind: 'command'
  /** Program and arguments. `{{name}}` stands for a value of the run, see `docs/adapters.md`. */
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where it runs, relative to the configuration file; default its folder. */
  readonly cwd?: string
  /**
   * Files to write before the start, by name; arguments refer to them as `{{file.NAME}}`. Texts are written as they are,
   * anything else as JSON; both may hold `{{…}}`.
   */
  readonly files?: Readonly<Record<string, unknown>>
  readonly ready: Readiness
  /** Milliseconds until it must be ready. */
  readonly startWithin?: number
  /** Milliseconds between the stop signal and killing it. */
  readonly stopWithin?: number
  readonly stopSignal?: 'SIGTERM' | 'SIGINT' | 'SIGHUP'
}

/** The repository's own reference IWF, as a process. */
export interface EmbeddedSubject {
  readonly kind: 'embedded'
  readonly defect?: string
  /** Overrides of the reference IWF's own configuration, e.g. `{ features: { query: 'combined' } }`. */
  readonly configuration?: Readonly<Record<string, unknown>>
}

export type SubjectOptions = CommandSubject | EmbeddedSubject

/** The content of `harness.config.ts`. */
export interface HarnessConfiguration {
  /** What is under test: an IWF (the default), or an IMPS server, to which the harness plays the IWF. */
  readonly subject?: 'iwf' | 'imps-server'
  readonly iwf: {
    readonly name: string
    readonly version: string
    /** Digest of the build, e.g. `sha256:` and 64 hexadecimal digits: what sealed evidence is about. */
    readonly digest?: string
    readonly subject: SubjectOptions
  }
  readonly ics: Readonly<Record<string, IcsValue>>
  /** Only what differs from the defaults; milliseconds. */
  readonly pixit?: Readonly<Record<string, number>>
  /** Statements of the PIXIT that are words; only what differs from the defaults. */
  readonly statements?: Readonly<Record<string, string>>
  readonly domains?: { readonly sip: string; readonly imps: readonly [first: string, second: string] }
  /** How messages travel, and in which of two lawful forms; see `docs/dimensions.md` for the defaults. */
  readonly dimensions?: Partial<Dimensions>
  /** Trust anchors of a subject that has a certificate of its own: files, PEM, relative to the configuration file. */
  readonly trust?: readonly string[]
  /** Where the peers listen; ports default to free ones. */
  readonly peers?: {
    readonly host?: string
    readonly sipPort?: number
    readonly sipTlsPort?: number
    readonly msrpPort?: number
    readonly sspPorts?: Readonly<Record<string, number>>
  }
  /** Ports on which the subject is told to listen; free ones by default. */
  readonly subjectPorts?: {
    readonly sip?: number
    readonly sipTls?: number
    readonly msrp?: number
    readonly msrpTls?: number
    readonly ssp?: number
  }
  /**
   * How capability and block queries are written: `project` (default), `presence` where capabilities are read from
   * presence, or one that was registered.
   */
  readonly binding?: string
  /** How many executions run at the same time. */
  readonly concurrency?: number
  /** Folders or files with `*.case.ts`, relative to the configuration file, besides the built-in catalogue. */
  readonly cases?: readonly string[]
  /** Deviations that are accepted for a time: a file, relative to the configuration file; see `docs/evidence.md`. */
  readonly baseline?: string
  /** Where evidence is written, relative to the configuration file; default `evidence`. */
  readonly evidence?: string
  /** Captures for Wireshark; see `docs/evidence.md`. Default `ip`. */
  readonly captures?: 'ip' | 'pdu' | 'none'
}

/** Something about the configuration or the command line is wrong; exit code 4. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const port = { type: 'integer', minimum: 0, maximum: 65535 } as const
const text = { type: 'string', minLength: 1 } as const
const DIGEST = '^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$'
const milliseconds = { type: 'integer', minimum: 1 } as const
const strings = { type: 'array', items: { type: 'string' } } as const

const subject = {
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'command', 'ready'],
      additionalProperties: false,
      properties: {
        kind: { const: 'command' },
        command: { type: 'array', items: { type: 'string' }, minItems: 1 },
        env: { type: 'object', additionalProperties: { type: 'string' } },
        cwd: text,
        files: { type: 'object', propertyNames: { pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$' } },
        ready: {
          oneOf: [
            { type: 'object', required: ['line'], additionalProperties: false, properties: { line: text } },
            {
              type: 'object',
              required: ['tcp'],
              additionalProperties: false,
              properties: { tcp: { oneOf: [port, { enum: ['sip', 'ssp'] }] } },
            },
            { type: 'object', required: ['url'], additionalProperties: false, properties: { url: text } },
          ],
        },
        startWithin: milliseconds,
        stopWithin: milliseconds,
        stopSignal: { enum: ['SIGTERM', 'SIGINT', 'SIGHUP'] },
      },
    },
    {
      type: 'object',
      required: ['kind'],
      additionalProperties: false,
      properties: { kind: { const: 'embedded' }, defect: text, configuration: { type: 'object' } },
    },
  ],
} as const

const schema = {
  type: 'object',
  required: ['iwf', 'ics'],
  additionalProperties: false,
  properties: {
    subject: { enum: ['iwf', 'imps-server'] },
    iwf: {
      type: 'object',
      required: ['name', 'version', 'subject'],
      additionalProperties: false,
      properties: { name: text, version: text, digest: { type: 'string', pattern: DIGEST }, subject },
    },
    ics: { type: 'object' },
    pixit: { type: 'object', additionalProperties: { type: 'number', minimum: 0 } },
    statements: { type: 'object', additionalProperties: text },
    domains: {
      type: 'object',
      required: ['sip', 'imps'],
      additionalProperties: false,
      properties: { sip: text, imps: { ...strings, minItems: 2, maxItems: 2 } },
    },
    dimensions: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(Object.entries(dimensionValues).map(([name, values]) => [name, { enum: values }])),
    },
    trust: strings,
    peers: {
      type: 'object',
      additionalProperties: false,
      properties: {
        host: text,
        sipPort: port,
        sipTlsPort: port,
        msrpPort: port,
        sspPorts: { type: 'object', additionalProperties: port },
      },
    },
    subjectPorts: {
      type: 'object',
      additionalProperties: false,
      properties: { sip: port, sipTls: port, msrp: port, msrpTls: port, ssp: port },
    },
    binding: text,
    concurrency: { type: 'integer', minimum: 1, maximum: 1000 },
    cases: strings,
    baseline: text,
    evidence: text,
    captures: { enum: ['ip', 'pdu', 'none'] },
  },
} as const

const validate = new Ajv2020({ allErrors: false, discriminator: true, strictTypes: false, verbose: true }).compile(
  schema,
)

/**
 * The configuration, checked. Throws {@link ConfigurationError} (`invalid-configuration`) that names the place and
 * what is allowed there. ICS and PIXIT items are checked by the catalogue, not here.
 */
export function checkConfiguration(value: unknown, source: string): HarnessConfiguration {
  if (validate(value)) return value
  const [error] = validate.errors ?? []
  throw new ConfigurationError('invalid-configuration', `${source}: ${error ? explain(error) : 'invalid'}`)
}

function explain(error: ErrorObject): string {
  const place = error.instancePath === '' ? 'the configuration' : error.instancePath.slice(1).replaceAll('/', '.')
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {})
      const allowed = known.length > 0 ? `; allowed: ${known.join(', ')}` : ''
      return `${place} has an unknown key "${String(params['additionalProperty'])}"${allowed}`
    }
    case 'required':
      return `${place} lacks "${String(params['missingProperty'])}"`
    case 'enum':
      return `${place} must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
    case 'discriminator':
      return `${place}.${String(params['tag'])} must be "command" or "embedded"`
    default:
      return `${place} ${error.message ?? 'is invalid'}`
  }
}
