import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { capabilityList, type CapabilityList } from '../../../protocols/ssp/capability-list.ts'
import type { AccessLists } from '../interface.ts'
import { habits, type Habit } from './habits.ts'
import { serverDefects, type ServerDefect } from './server-defects.ts'

/** A user of the server, and how he behaves without anybody's script. */
export interface ProgramUser {
  readonly name: string
  readonly online: boolean
  readonly clients: readonly CapabilityList[]
  /** For every sender. */
  readonly lists?: AccessLists
  /** By sender, as `wv:` address. */
  readonly listsFor?: Readonly<Record<string, AccessLists>>
  /** Sends every text back to its author. */
  readonly echoes: boolean
}

export interface ProgramConfiguration {
  readonly domain: string
  readonly listen: { readonly host: string; readonly port: number }
  /** The interworking function. */
  readonly iwf: { readonly domain: string; readonly url: string }
  /** What it listens for. */
  readonly scheme: 'http' | 'https'
  /** Paths of files, PEM; needed for https in either direction. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly trust: string }
  readonly binding: string
  readonly answerMode: 'post' | 'response'
  /** Ways of writing that an interworking function has to live with. */
  readonly habits: readonly Habit[]
  /** Ways of being wrong. */
  readonly defects: readonly ServerDefect[]
  readonly users: readonly ProgramUser[]
}

/** The configuration cannot be used. The message names the field and says what is allowed. */
export class ProgramConfigurationError extends Error {
  override readonly name = 'ProgramConfigurationError'
  readonly code: 'unreadable' | 'not-json' | 'invalid'
  constructor(code: ProgramConfigurationError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const text = { type: 'string', minLength: 1 } as const
const flag = { type: 'boolean' } as const
const octets = { type: 'integer', minimum: 0 } as const

const lists = {
  type: 'object',
  additionalProperties: false,
  required: ['blockInUse', 'blocked', 'grantInUse', 'granted'],
  properties: { blockInUse: flag, blocked: flag, grantInUse: flag, granted: flag },
} as const

const client = {
  type: 'object',
  additionalProperties: false,
  properties: {
    contentTypes: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['type'],
        properties: { type: text, richLength: octets },
      },
    },
    anyContent: flag,
    textLength: octets,
    pushLength: octets,
    contentLength: octets,
    charsets: { type: 'array', items: { type: 'integer' } },
  },
} as const

const user = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: text,
    online: flag,
    clients: { type: 'array', items: client },
    lists,
    listsFor: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['sender', 'lists'],
        properties: { sender: text, lists },
      },
    },
    echoes: flag,
  },
} as const

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['domain', 'listen', 'iwf'],
  properties: {
    domain: text,
    listen: {
      type: 'object',
      additionalProperties: false,
      required: ['host', 'port'],
      properties: { host: text, port: { type: 'integer', minimum: 0, maximum: 65535 } },
    },
    iwf: {
      type: 'object',
      additionalProperties: false,
      required: ['domain', 'url'],
      properties: { domain: text, url: { type: 'string', pattern: '^https?://[^/]+(/.*)?$' } },
    },
    scheme: { enum: ['http', 'https'] },
    tls: {
      type: 'object',
      additionalProperties: false,
      required: ['certificate', 'key', 'trust'],
      properties: { certificate: text, key: text, trust: text },
    },
    binding: text,
    answerMode: { enum: ['post', 'response'] },
    habits: { type: 'array', uniqueItems: true, items: { enum: Object.keys(habits) } },
    defects: { type: 'array', uniqueItems: true, items: { enum: serverDefects } },
    users: { type: 'array', items: user },
  },
} as const

interface Written extends Partial<Omit<ProgramConfiguration, 'users'>> {
  readonly domain: string
  readonly listen: ProgramConfiguration['listen']
  readonly iwf: ProgramConfiguration['iwf']
  readonly users?: readonly (Partial<Omit<ProgramUser, 'clients' | 'listsFor'>> & {
    readonly name: string
    readonly listsFor?: readonly { readonly sender: string; readonly lists: AccessLists }[]
    readonly clients?: readonly Partial<CapabilityList>[]
  })[]
}

const isConfiguration = new Ajv2020({ allErrors: true }).compile<Written>(schema)

/** A telephone that takes any text. */
const telephone: Partial<CapabilityList> = { contentTypes: [{ type: 'text/plain' }], textLength: 1000 }

/** Checks a configuration and fills in the defaults. Throws a {@link ProgramConfigurationError} that names every bad field. */
export function programConfigurationFrom(value: unknown): ProgramConfiguration {
  if (!isConfiguration(value))
    throw new ProgramConfigurationError('invalid', (isConfiguration.errors ?? []).map(explain).join('\n'))
  const { users = [], ...rest } = value
  const names = users.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new ProgramConfigurationError(
      'invalid',
      `users: "${twice}" occurs twice; addresses are compared without case`,
    )
  if (value.tls === undefined && (value.scheme === 'https' || value.iwf.url.startsWith('https:')))
    throw new ProgramConfigurationError('invalid', 'tls: https needs certificate, key and trust')
  return {
    scheme: 'http',
    binding: 'project',
    answerMode: 'post',
    habits: [],
    defects: [],
    ...rest,
    users: users.map(({ clients = [telephone], online = true, echoes = false, listsFor = [], ...other }) => ({
      ...other,
      listsFor: Object.fromEntries(listsFor.map(({ sender, lists: named }) => [sender, named])),
      online,
      echoes,
      clients: clients.map(parts => capabilityList(parts)),
    })),
  }
}

function explain(error: ErrorObject): string {
  const field = error.instancePath.slice(1).replaceAll('/', '.') || 'the configuration'
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'additionalProperties':
      return `${field}: unknown field "${String(params['additionalProperty'])}"`
    case 'enum':
      return `${field}: must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
    default:
      return `${field}: ${error.message ?? 'is not valid'}`
  }
}

/** Reads and checks a configuration file. Throws a {@link ProgramConfigurationError}. */
export function readProgramConfiguration(file: string): ProgramConfiguration {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ProgramConfigurationError('unreadable', `cannot read ${file}: ${(error as Error).message}`, error)
  }
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (error) {
    throw new ProgramConfigurationError('not-json', `${file} is not JSON: ${(error as Error).message}`, error)
  }
  return programConfigurationFrom(value)
}
