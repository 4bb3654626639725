import { withBrackets } from './host-brackets.ts'
import { isDigits, isHost, isToken } from './grammar.ts'
import {
  type Parameter,
  hasParameter,
  parameterText,
  parseParameters,
  serialiseParameters,
  withParameter,
} from './parameters.ts'

/** One Via value (RFC 3261 §20.42). */
export interface Via {
  /** `SIP`, as written. */
  readonly protocolName: string
  /** `2.0`, as written. */
  readonly protocolVersion: string
  /** `UDP`, `TCP`, `TLS` ..., as written. */
  readonly transport: string
  /** As written; an IPv6 address keeps its brackets. */
  readonly host: string
  readonly port?: number
  readonly parameters: readonly Parameter[]
  readonly branch?: string
  readonly received?: string
  /** The value of `rport`; `''` when the client asks for it with a bare `;rport` (RFC 3581 §3). */
  readonly rport?: string
}

/** The start of every branch made by RFC 3261 §8.1.1.7. */
export const branchCookie = 'z9hG4bK'

/** Parses one Via value, white space allowed around `/`, `:`, `;` and `=`; undefined when it is malformed. */
export function parseVia(value: string): Via | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  const slash1 = value.indexOf('/')
  const slash2 = value.indexOf('/', slash1 + 1)
  if (slash1 < 0 || slash2 < 0 || slash2 > end) return undefined
  const protocolName = value.slice(0, slash1).trim()
  const protocolVersion = value.slice(slash1 + 1, slash2).trim()
  const rest = value.slice(slash2 + 1, end).trim()
  const gap = rest.search(/[ \t]/)
  if (gap < 0) return undefined
  const transport = rest.slice(0, gap)
  const sentBy = parseSentBy(rest.slice(gap).trim())
  const parameters = parseParameters(value, end)
  if (!isToken(protocolName) || !isToken(protocolVersion) || !isToken(transport)) return undefined
  if (!sentBy || !parameters) return undefined
  const branch = parameterText(parameters, 'branch')
  const received = parameterText(parameters, 'received')
  const rport = hasParameter(parameters, 'rport') ? (parameterText(parameters, 'rport') ?? '') : undefined
  return {
    protocolName,
    protocolVersion,
    transport,
    ...sentBy,
    parameters,
    ...(branch === undefined ? {} : { branch }),
    ...(received === undefined ? {} : { received }),
    ...(rport === undefined ? {} : { rport }),
  }
}

function parseSentBy(text: string): { host: string; port?: number } | undefined {
  const colon = text.indexOf(':', text.startsWith('[') ? text.indexOf(']') + 1 : 0)
  const host = (colon < 0 ? text : text.slice(0, colon)).trim()
  if (!isHost(host)) return undefined
  if (colon < 0) return { host }
  const digits = text.slice(colon + 1).trim()
  const port = Number(digits)
  return isDigits(digits) && port <= 65535 ? { host, port } : undefined
}

/** Writes a Via value from its parts; `branch`, `received` and `rport` are taken from `parameters`. */
export function serialiseVia(via: Omit<Via, 'branch' | 'received' | 'rport'>): string {
  const port = via.port === undefined ? '' : `:${via.port}`
  const protocol = `${via.protocolName}/${via.protocolVersion}/${via.transport}`
  return `${protocol} ${via.host}${port}${serialiseParameters(via.parameters)}`
}

/** A Via value for a request of ours, asking for `rport` unless told not to (RFC 3581 §3). */
export function viaValue(transport: string, host: string, port: number, branch: string, rport = true): string {
  return `SIP/2.0/${transport} ${withBrackets(host)}:${port};branch=${branch}${rport ? ';rport' : ''}`
}

/**
 * The Via value as a server must complete it on receipt: `received` when the source address differs from sent-by or
 * `rport` was asked for, and the source port in `rport` when asked for (RFC 3261 §18.2.1, RFC 3581 §4). A value that
 * does not parse comes back as it is.
 */
export function withReceived(value: string, source: { readonly host: string; readonly port: number }): string {
  const via = parseVia(value)
  if (!via) return value
  const asked = via.rport === ''
  const sentBy = via.host.replace(/^\[|\]$/g, '')
  let parameters = via.parameters
  if (asked) parameters = withParameter(parameters, 'rport', String(source.port))
  if (asked || sentBy.toLowerCase() !== source.host.toLowerCase())
    parameters = withParameter(parameters, 'received', source.host)
  return parameters === via.parameters ? value : serialiseVia({ ...via, parameters })
}
