import { isDigits, isHost, isPassword, isUriHeaderText, isUriParameterText, isUser } from './grammar.ts'
import { type Parameter, serialiseParameters } from './parameters.ts'

/** A SIP or SIPS URI (RFC 3261 §19.1.1). Texts are as written, `%HH` not undone; see `escapes.ts`. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips'
  readonly user?: string
  readonly password?: string
  /** An IPv6 address keeps its brackets. */
  readonly host: string
  readonly port?: number
  readonly parameters: readonly Parameter[]
  readonly headers: readonly UriHeader[]
}

/** `name=value` after the `?` of a URI. */
export interface UriHeader {
  readonly name: string
  readonly value: string
}

/** A telephone number (RFC 3966 §3): global when it starts with `+`. */
export interface TelUri {
  readonly scheme: 'tel'
  readonly number: string
  readonly parameters: readonly Parameter[]
}

/** An instant inbox (RFC 3860 §3.1, appendix A). */
export interface ImUri {
  readonly scheme: 'im'
  readonly user: string
  readonly host: string
  readonly headers: readonly UriHeader[]
}

/** A URI of a scheme that is not looked into. */
export interface OtherUri {
  readonly scheme: 'other'
  readonly schemeName: string
  readonly rest: string
}

export type Uri = SipUri | TelUri | ImUri | OtherUri

/** Parses any URI; undefined when it has no scheme or breaks the grammar of its scheme. */
export function parseUri(text: string): Uri | undefined {
  const colon = text.indexOf(':')
  const schemeName = text.slice(0, Math.max(0, colon))
  if (!/^[A-Za-z][A-Za-z0-9+.-]*$/.test(schemeName)) return undefined
  const rest = text.slice(colon + 1)
  const scheme = schemeName.toLowerCase()
  switch (scheme) {
    case 'sip':
    case 'sips':
      return parseSipRest(scheme, rest)
    case 'tel':
      return parseTelRest(rest)
    case 'im':
      return parseImRest(rest)
    default:
      return /^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/.test(rest) ? { scheme: 'other', schemeName, rest } : undefined
  }
}

/** Parses a SIP or SIPS URI; undefined for anything else. */
export function parseSipUri(text: string): SipUri | undefined {
  const uri = parseUri(text)
  return uri && (uri.scheme === 'sip' || uri.scheme === 'sips') ? uri : undefined
}

function parseSipRest(scheme: 'sip' | 'sips', rest: string): SipUri | undefined {
  // No other part of the URI may hold a raw `@`, whereas a user may hold `;` and `?`.
  const at = rest.indexOf('@')
  const userInfo = at < 0 ? {} : parseUserInfo(rest.slice(0, at))
  const question = rest.indexOf('?', at + 1)
  const hostEnd = firstOf(rest, at + 1, question)
  const hostPort = parseHostPort(rest.slice(at + 1, hostEnd))
  const parameters = parseUriParameters(rest.slice(hostEnd, question < 0 ? rest.length : question))
  const headers = question < 0 ? [] : parseUriHeaders(rest.slice(question + 1))
  if (!userInfo || !hostPort || !parameters || !headers) return undefined
  return { scheme, ...userInfo, ...hostPort, parameters, headers }
}

function firstOf(rest: string, from: number, question: number): number {
  const end = question < 0 ? rest.length : question
  const semicolon = rest.indexOf(';', from)
  return semicolon < 0 || semicolon > end ? end : semicolon
}

function parseUserInfo(text: string): { user: string; password?: string } | undefined {
  const colon = text.indexOf(':')
  const user = colon < 0 ? text : text.slice(0, colon)
  if (!isUser(user)) return undefined
  if (colon < 0) return { user }
  const password = text.slice(colon + 1)
  return isPassword(password) ? { user, password } : undefined
}

function parseHostPort(text: string): { host: string; port?: number } | undefined {
  const colon = text.indexOf(':', text.startsWith('[') ? text.indexOf(']') : 0)
  const host = colon < 0 ? text : text.slice(0, colon)
  if (!isHost(host)) return undefined
  if (colon < 0) return { host }
  const digits = text.slice(colon + 1)
  const port = Number(digits)
  return isDigits(digits) && port <= 65535 ? { host, port } : undefined
}

/** `*( ";" pname [ "=" pvalue ] )`; a name occurs once (RFC 3261 §19.1.1). */
function parseUriParameters(text: string): Parameter[] | undefined {
  if (text === '') return []
  const parameters: Parameter[] = []
  const seen = new Set<string>()
  for (const piece of text.slice(1).split(';')) {
    const equals = piece.indexOf('=')
    const name = equals < 0 ? piece : piece.slice(0, equals)
    const value = equals < 0 ? undefined : piece.slice(equals + 1)
    if (!isUriParameterText(name) || (value !== undefined && !isUriParameterText(value))) return undefined
    const key = name.toLowerCase()
    if (seen.has(key)) return undefined
    seen.add(key)
    parameters.push(value === undefined ? { name } : { name, value })
  }
  return parameters
}

function parseUriHeaders(text: string): UriHeader[] | undefined {
  const headers: UriHeader[] = []
  for (const piece of text.split('&')) {
    const equals = piece.indexOf('=')
    const name = piece.slice(0, Math.max(0, equals))
    const value = piece.slice(equals + 1)
    if (name === '' || !isUriHeaderText(name) || !isUriHeaderText(value)) return undefined
    headers.push({ name, value })
  }
  return headers
}

function parseTelRest(rest: string): TelUri | undefined {
  const semicolon = rest.indexOf(';')
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon)
  const parameters = parseUriParameters(semicolon < 0 ? '' : rest.slice(semicolon))
  const wellFormed = number.startsWith('+')
    ? /^\+[0-9.()-]*[0-9][0-9.()-]*$/
    : /^[0-9A-Fa-f*#.()-]*[0-9A-Fa-f*#][0-9A-Fa-f*#.()-]*$/
  return number.length <= 128 && wellFormed.test(number) && parameters
    ? { scheme: 'tel', number, parameters }
    : undefined
}

function parseImRest(rest: string): ImUri | undefined {
  const question = rest.indexOf('?')
  const mailbox = question < 0 ? rest : rest.slice(0, question)
  const headers = question < 0 ? [] : parseUriHeaders(rest.slice(question + 1))
  const at = mailbox.lastIndexOf('@')
  const user = mailbox.slice(0, Math.max(0, at))
  const host = mailbox.slice(at + 1)
  return isUser(user) && isHost(host) && headers ? { scheme: 'im', user, host, headers } : undefined
}

/** Writes a URI; the parse of a well-formed one gives the same parts again. */
export function serialiseUri(uri: Uri): string {
  switch (uri.scheme) {
    case 'sip':
    case 'sips': {
      const password = uri.password === undefined ? '' : `:${uri.password}`
      const userInfo = uri.user === undefined ? '' : `${uri.user}${password}@`
      const port = uri.port === undefined ? '' : `:${uri.port}`
      return `${uri.scheme}:${userInfo}${uri.host}${port}${serialiseParameters(uri.parameters)}${uriHeaders(uri)}`
    }
    case 'tel':
      return `tel:${uri.number}${serialiseParameters(uri.parameters)}`
    case 'im':
      return `im:${uri.user}@${uri.host}${uriHeaders(uri)}`
    case 'other':
      return `${uri.schemeName}:${uri.rest}`
  }
}

function uriHeaders({ headers }: { readonly headers: readonly UriHeader[] }): string {
  return headers.length === 0 ? '' : `?${headers.map(({ name, value }) => `${name}=${value}`).join('&')}`
}
