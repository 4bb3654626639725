import { TRACE_SCHEMA, type TraceEvent } from './events.ts'
import { TraceError } from './trace-error.ts'

type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list' | 'string?' | 'object?'

/** What each type of event must hold besides `seq` and `t`. */
const SHAPES: Readonly<Record<TraceEvent['type'], Readonly<Record<string, Kind>>>> = {
  run: {
    schema: 'number',
    id: 'string',
    startedAt: 'string',
    seed: 'string',
    harness: 'object',
    iwf: 'object',
    subjectDefinition: 'string?',
    ics: 'object',
    pixit: 'object',
    statements: 'object',
    timeScale: 'number',
    dimensions: 'object?',
    binding: 'string',
    domains: 'object',
    selected: 'list',
    partial: 'boolean',
    concurrency: 'number',
    redacted: 'object?',
  },
  open: {
    connection: 'string',
    owner: 'string',
    protocol: 'string',
    transport: 'string',
    role: 'string',
    local: 'object',
    remote: 'object',
    tls: 'object?',
  },
  octets: { connection: 'string', direction: 'string', offset: 'number' },
  end: { connection: 'string', by: 'string' },
  reset: { connection: 'string', code: 'string' },
  refused: {
    owner: 'string',
    protocol: 'string',
    transport: 'string',
    role: 'string',
    remote: 'object',
    code: 'string',
  },
  datagram: { owner: 'string', protocol: 'string', direction: 'string', local: 'object', remote: 'object' },
  lag: { delay: 'number' },
  'case.begin': {
    execution: 'string',
    case: 'string',
    row: 'string?',
    attempt: 'number',
    token: 'string',
    cast: 'object',
    alone: 'boolean',
  },
  'case.phase': { execution: 'string', phase: 'string' },
  'case.end': { execution: 'string', fault: 'string?' },
  mark: { execution: 'string', label: 'string', at: 'number' },
  quiet: { execution: 'string', label: 'string', from: 'number', probe: 'string' },
  behaviour: { execution: 'string', name: 'string', target: 'string', exercised: 'boolean' },
  wait: { execution: 'string', what: 'string', bound: 'number', clause: 'string' },
  stall: { execution: 'string', what: 'string', because: 'string' },
  iwf: { what: 'string', text: 'string' },
  preflight: { need: 'string', met: 'boolean', because: 'string' },
  resume: { resumedAt: 'string', cut: 'string?' },
  'run.end': { endedAt: 'string', complete: 'boolean' },
}

/** Fields that hold one of a few words. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  protocol: new Set(['sip', 'msrp', 'http']),
  direction: new Set(['sent', 'received']),
  role: new Set(['accepted', 'opened']),
  transport: new Set(['tcp', 'tls']),
  by: new Set(['peer', 'self']),
  phase: new Set(['given', 'script', 'teardown']),
  need: new Set(['ssp', 'sip', 'msrp']),
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'string?':
      return value === undefined || typeof value === 'string'
    case 'object?':
      return value === undefined || isObject(value)
    case 'object':
      return isObject(value)
    case 'list':
      return Array.isArray(value)
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === kind
  }
}

/**
 * Reads one line of a log. Throws a {@link TraceError} that begins with `where`: `trace-line-invalid` when the line is
 * no event, `trace-schema-unknown` when another version of the harness wrote the log.
 */
export function parseEvent(line: string, where: string): TraceEvent {
  const invalid = (because: string, cause?: unknown) =>
    new TraceError(
      'trace-line-invalid',
      `${where}: ${because}; the log was changed after it was written, take the original`,
      cause,
    )
  let event: unknown
  try {
    event = JSON.parse(line)
  } catch (error) {
    throw invalid('not a JSON record', error)
  }
  if (!isObject(event)) throw invalid('not a record')
  const { type } = event
  const shape = typeof type === 'string' && Object.hasOwn(SHAPES, type) ? SHAPES[type as TraceEvent['type']] : undefined
  if (shape === undefined) throw invalid(`unknown type of event ${JSON.stringify(type)}`)
  if (!Number.isSafeInteger(event['seq'])) throw invalid('"seq" must be an integer')
  if (!Number.isFinite(event['t'])) throw invalid('"t" must be a number of nanoseconds')
  if (type === 'run' && event['schema'] !== TRACE_SCHEMA)
    throw new TraceError(
      'trace-schema-unknown',
      `${where}: schema ${JSON.stringify(event['schema'])}, but this harness reads schema ${TRACE_SCHEMA}; ` +
        'judge it with the version of the harness that is named in the record',
    )
  for (const field in shape) {
    const kind = shape[field]
    const value = event[field]
    if (kind !== undefined && !isOfKind(value, kind))
      throw invalid(`"${field}" of "${type as string}" must be a ${kind}`)
    if (WORDS[field] !== undefined && !WORDS[field].has(value as string))
      throw invalid(`"${field}" cannot be ${JSON.stringify(value)}`)
  }
  if (type === 'octets' || type === 'datagram') {
    const forms = Number(typeof event['text'] === 'string') + Number(typeof event['base64'] === 'string')
    if (forms !== 1) throw invalid('octets must be given as "text" or as "base64"')
  }
  return event as unknown as TraceEvent
}
