import { isIPv6 } from 'node:net'

/** An MSRP URI (RFC 4975 §6). Parts are as written. */
export interface MsrpUri {
  /** `msrp`, or `msrps` for TLS. */
  readonly scheme: string
  readonly userinfo: string | undefined
  /** Name, IPv4 address, or IPv6 address without its brackets. */
  readonly host: string
  /** Undefined when not written; SDP must write it (RFC 4975 §8.2). */
  readonly port: number | undefined
  readonly sessionId: string | undefined
  readonly transport: string
  readonly parameters: readonly MsrpUriParameter[]
}

export interface MsrpUriParameter {
  readonly name: string
  readonly value: string | undefined
}

const form =
  /^(msrps?):\/\/(?:([^\s@/;]*)@)?(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z\-._~%!$&'()*+,=]+)(?::(\d{1,5}))?(?:\/([0-9A-Za-z\-._~+=/]+))?;([0-9A-Za-z]+)((?:;[^\s;]+)*)$/i
/** The usual case: no IPv6 address, a port below 60000, no parameters. Whatever it matches is legal. */
const plainForm = /^msrps?:\/\/[0-9A-Za-z\-._~]+(?::[1-5]?\d{1,4})?(?:\/[0-9A-Za-z\-._~+=/]+)?;[0-9A-Za-z]+$/i
const parameterForm = /^([!#$%&'*+\-.^_`{|}~0-9A-Za-z]+)(?:=([!#$%&'*+\-.^_`{|}~0-9A-Za-z]+))?$/

/** Reads one MSRP URI; undefined when it does not follow RFC 4975 §9. */
export function parseMsrpUri(text: string): MsrpUri | undefined {
  const match = form.exec(text)
  if (!match) return undefined
  const [, scheme = '', userinfo, hostPart = '', portPart, sessionId, transport = '', rest = ''] = match
  const bracketed = hostPart.startsWith('[')
  const host = bracketed ? hostPart.slice(1, -1) : hostPart
  const port = portPart === undefined ? undefined : Number(portPart)
  if ((bracketed && !isIPv6(host)) || (port !== undefined && port > 65535)) return undefined
  const parameters: MsrpUriParameter[] = []
  for (const piece of rest.split(';').slice(1)) {
    const parameter = parameterForm.exec(piece)
    if (!parameter) return undefined
    parameters.push({ name: parameter[1] ?? '', value: parameter[2] })
  }
  return { scheme, userinfo, host, port, sessionId, transport, parameters }
}

/** Whether a text is an MSRP URI; faster than reading its parts. */
export function isMsrpUri(text: string): boolean {
  if (plainForm.test(text)) return true
  return parseMsrpUri(text) !== undefined
}

export function serialiseMsrpUri(uri: MsrpUri): string {
  const userinfo = uri.userinfo === undefined ? '' : `${uri.userinfo}@`
  const host = uri.host.includes(':') ? `[${uri.host}]` : uri.host
  const port = uri.port === undefined ? '' : `:${uri.port}`
  const session = uri.sessionId === undefined ? '' : `/${uri.sessionId}`
  const parameters = uri.parameters.map(({ name, value }) => (value === undefined ? `;${name}` : `;${name}=${value}`))
  return `${uri.scheme}://${userinfo}${host}${port}${session};${uri.transport}${parameters.join('')}`
}

/** A URI of our own: scheme, address, session-id and transport. */
export function msrpUri(host: string, port: number, sessionId: string, scheme: 'msrp' | 'msrps' = 'msrp'): MsrpUri {
  return { scheme, userinfo: undefined, host, port, sessionId, transport: 'tcp', parameters: [] }
}

/**
 * Equivalence of RFC 4975 §6.1: scheme, host and transport without regard to case, session-id with; a port that is
 * written equals only the same port written; userinfo and further parameters do not count.
 */
export function sameMsrpUri(one: MsrpUri, other: MsrpUri): boolean {
  return (
    one.sessionId === other.sessionId &&
    one.port === other.port &&
    sameText(one.scheme, other.scheme) &&
    sameText(one.transport, other.transport) &&
    sameHost(one.host, other.host)
  )
}

function sameText(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase()
}

function sameHost(one: string, other: string): boolean {
  if (sameText(unescaped(one), unescaped(other))) return true
  return isIPv6(one) && isIPv6(other) && canonicalIPv6(one) === canonicalIPv6(other)
}

function canonicalIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname
}

/** Decodes what need not be percent-encoded, for comparison only (RFC 3986 §6.2.2.2). */
function unescaped(host: string): string {
  if (!host.includes('%')) return host
  return host.replace(/%([0-9A-Fa-f]{2})/g, (escape, digits: string) => {
    const character = String.fromCharCode(parseInt(digits, 16))
    return /[A-Za-z0-9\-._~]/.test(character) ? character : escape
  })
}
