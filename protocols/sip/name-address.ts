import { endOfQuoted, isBlank, isToken, skipBlanks } from './grammar.ts'
import { type Parameter, parameterText, parseParameters, serialiseParameters } from './parameters.ts'
import { quote, unquote } from './quoted-string.ts'

/** One value of From, To, Contact, Route, Record-Route, P-Asserted-Identity, Refer-To ... (RFC 3261 §20.10). */
export interface NameAddress {
  /** Without quotes and escapes; absent when none was written. */
  readonly displayName?: string
  /** As written between the angle brackets, or up to the first parameter; take it apart with `parseUri`. */
  readonly uri: string
  /** Whether the URI stood in angle brackets. */
  readonly bracketed: boolean
  /** Of the header field, not of the URI. */
  readonly parameters: readonly Parameter[]
  readonly tag?: string
}

/**
 * Parses `(name-addr / addr-spec) *(SEMI param)`. Undefined when the form is broken: an open quote or bracket, a
 * display name that is neither quoted nor tokens, white space in the URI, or a URI without brackets that has a
 * comma or question mark (RFC 3261 §20). The URI itself is not looked into.
 */
export function parseNameAddress(value: string): NameAddress | undefined {
  const open = findOpeningBracket(value)
  if (open === undefined) return undefined
  return open < 0 ? parseAddressSpec(value) : parseBracketed(value, open)
}

/** The index of `<` outside of quotes, -1 when there is none, undefined when a quote stays open before it. */
function findOpeningBracket(value: string): number | undefined {
  const start = skipBlanks(value, 0)
  if (value.charCodeAt(start) !== 0x22) {
    const open = value.indexOf('<')
    // A quoted parameter may hold a bracket: `sip:a@b;description="<PC>"`.
    const quoted = value.indexOf('"')
    return quoted >= 0 && quoted < open ? -1 : open
  }
  const end = endOfQuoted(value, start)
  if (end < 0) return undefined
  const open = skipBlanks(value, end)
  return value.charCodeAt(open) === 0x3c ? open : undefined
}

function parseBracketed(value: string, open: number): NameAddress | undefined {
  const close = value.indexOf('>', open)
  if (close < 0) return undefined
  const written = value.slice(0, open).trim()
  const uri = value.slice(open + 1, close)
  const parameters = parseParameters(value, close + 1)
  if (!isDisplayName(written) || !parameters || !isWithoutBlanks(uri)) return undefined
  const displayName = written === '' ? {} : { displayName: unquote(written) }
  return { ...displayName, uri, bracketed: true, parameters, ...tagOf(parameters) }
}

function parseAddressSpec(value: string): NameAddress | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  const uri = value.slice(0, end).trim()
  const parameters = parseParameters(value, end)
  if (!parameters || !isWithoutBlanks(uri) || uri.includes(',') || uri.includes('?')) return undefined
  return { uri, bracketed: false, parameters, ...tagOf(parameters) }
}

function tagOf(parameters: readonly Parameter[]): { tag?: string } {
  const tag = parameterText(parameters, 'tag')
  return tag === undefined ? {} : { tag }
}

function isDisplayName(written: string): boolean {
  if (written.startsWith('"')) return endOfQuoted(written, 0) === written.length
  return written === '' || written.split(/[ \t]+/).every(isToken)
}

function isWithoutBlanks(uri: string): boolean {
  for (let i = 0; i < uri.length; i++) if (isBlank(uri.charCodeAt(i))) return false
  return uri.length > 0
}

/** Writes an address, always in angle brackets, the display name always quoted. */
export function serialiseNameAddress(address: {
  readonly displayName?: string
  readonly uri: string
  readonly parameters?: readonly Parameter[]
}): string {
  const name = address.displayName === undefined ? '' : `${quote(address.displayName)} `
  return `${name}<${address.uri}>${serialiseParameters(address.parameters ?? [])}`
}
