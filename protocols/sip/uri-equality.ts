import { isIPv6, SocketAddress } from 'node:net'
import type { Parameter } from './parameters.ts'
import { serialiseUri, type SipUri, type TelUri, type Uri, type UriHeader } from './uri.ts'

/** Parameters that make URIs differ when only one has them (RFC 3261 §19.1.4). */
const significant = ['user', 'ttl', 'method', 'maddr', 'transport']

/**
 * Whether two URIs are equivalent: SIP and SIPS by RFC 3261 §19.1.4, tel by RFC 3966 §5, im and others by their text
 * with scheme and host compared without case.
 */
export function equalUri(a: Uri, b: Uri): boolean {
  if (a.scheme === 'tel' && b.scheme === 'tel') return equalTel(a, b)
  if (a.scheme === 'im' && b.scheme === 'im')
    return a.user === b.user && a.host.toLowerCase() === b.host.toLowerCase() && equalHeaders(a.headers, b.headers)
  if (a.scheme === 'other' && b.scheme === 'other')
    return a.schemeName.toLowerCase() === b.schemeName.toLowerCase() && a.rest === b.rest
  if ((a.scheme === 'sip' && b.scheme === 'sip') || (a.scheme === 'sips' && b.scheme === 'sips')) return equalSip(a, b)
  return serialiseUri(a) === serialiseUri(b)
}

function equalSip(a: SipUri, b: SipUri): boolean {
  return (
    equalEscaped(a.user, b.user) &&
    equalEscaped(a.password, b.password) &&
    normalHost(a.host) === normalHost(b.host) &&
    a.port === b.port &&
    equalParameters(a.parameters, b.parameters) &&
    equalHeaders(a.headers, b.headers)
  )
}

function equalEscaped(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && normal(a) === normal(b))
}

/** Undoes the escapes of unreserved characters: those of reserved ones mean something else (RFC 3261 §19.1.4). */
function normal(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16))
    return /[A-Za-z0-9\-_.!~*'()]/.test(character) ? character : escape.toUpperCase()
  })
}

/** Names without case; IPv6 addresses by their value (RFC 5954 §4.2). */
function normalHost(host: string): string {
  const address = host.startsWith('[') ? host.slice(1, -1) : ''
  return isIPv6(address) ? new SocketAddress({ address, family: 'ipv6' }).address : host.toLowerCase()
}

const parameterMap = (parameters: readonly Parameter[]) =>
  new Map(parameters.map(({ name, value }) => [normal(name).toLowerCase(), normal(value ?? '').toLowerCase()]))

function equalParameters(a: readonly Parameter[], b: readonly Parameter[]): boolean {
  const left = parameterMap(a)
  const right = parameterMap(b)
  if (significant.some(name => left.has(name) !== right.has(name))) return false
  for (const [name, value] of left) if (right.has(name) && right.get(name) !== value) return false
  return true
}

function equalHeaders(a: readonly UriHeader[], b: readonly UriHeader[]): boolean {
  const sorted = (headers: readonly UriHeader[]) =>
    headers
      .map(({ name, value }) => `${normal(name).toLowerCase()}=${normal(value)}`)
      .sort()
      .join('&')
  return sorted(a) === sorted(b)
}

function equalTel(a: TelUri, b: TelUri): boolean {
  const digits = (uri: TelUri) => uri.number.replace(/[-.()]/g, '').toLowerCase()
  const left = parameterMap(a.parameters)
  const right = parameterMap(b.parameters)
  return (
    digits(a) === digits(b) && left.size === right.size && [...left].every(([name, value]) => right.get(name) === value)
  )
}
