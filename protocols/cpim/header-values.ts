import { hasOnlyKnownEscapes } from './escape.ts'
import type { CpimHeader } from './message.ts'
import type { Complain } from './parse.ts'

const nameForm = /^[!#-'*+\-^-`|~A-Za-z0-9]+(?:\.[!#-'*+\-^-`|~A-Za-z0-9]+)?$/
const parametersForm = /^(?:;[!#-'*+\-^-`|~A-Za-z0-9]+=(?:"(?:[^"\\]|\\.)*"|[^\s"();<>@,:\\/[\]?={}]+))*$/
/** `1*( Token SP )` before the URI (RFC 3862 §3.6). */
const plainNameForm = /^(?:[!#-'*+\-.^-`|~A-Za-z0-9\u0080-\uffff]+ )+$/
const uriForm = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*$/
const dateTimeForm =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
const single: ReadonlySet<string> = new Set(['From', 'DateTime'])

/** An address of a From, To or cc header: an optional name and a URI (RFC 3862 §4.1). */
export interface CpimAddress {
  /** Without quotes, escapes as written. */
  readonly name: string | undefined
  readonly uri: string
}

/**
 * Reads `[Formal-name] "<" URI ">"`; undefined when it is not that. The grammar of RFC 3862 §3.6 has no space behind a
 * quoted name, where every other header of the kind has one: either is taken.
 */
export function parseCpimAddress(value: string): CpimAddress | undefined {
  const open = value.lastIndexOf('<')
  if (open < 0 || !value.endsWith('>')) return undefined
  const uri = value.slice(open + 1, -1)
  const name = value.slice(0, open)
  if (!uriForm.test(uri)) return undefined
  if (name === '') return { name: undefined, uri }
  if (!name.startsWith('"')) return plainNameForm.test(name) ? { name: name.slice(0, -1), uri } : undefined
  return /^"(?:[^"\\]|\\.)*" ?$/.test(name) ? { name: name.trimEnd().slice(1, -1), uri } : undefined
}

/** Whether a text is a date and time of RFC 3339, as DateTime must be (RFC 3862 §4.4). */
export function isCpimDateTime(value: string): boolean {
  return dateTimeForm.test(value)
}

/** An NS header: the prefix that it declares, undefined for the default namespace (RFC 3862 §4.6). */
export interface NamespaceDeclaration {
  readonly prefix: string | undefined
  readonly uri: string
}

export function parseNamespace(value: string): NamespaceDeclaration | undefined {
  const match = /^([!#-'*+\-^-`|~A-Za-z0-9]+)? ?<([^\s<>]*)>$/.exec(value)
  const uri = match?.[2]
  if (uri === undefined || !uriForm.test(uri)) return undefined
  return { prefix: match?.[1], uri }
}

/** Header names of a Require value, spaces around the commas forgiven; undefined when malformed (RFC 3862 §4.7). */
export function parseRequire(value: string): readonly string[] | undefined {
  const names = value.split(',').map(name => name.trim())
  return names.every(name => nameForm.test(name)) ? names : undefined
}

/** Holds message headers against RFC 3862 §2.2 to §4.7. */
export function checkCpimHeaders(headers: readonly CpimHeader[], complain: Complain): void {
  const seen = new Set<string>()
  const prefixes = new Set<string>()
  for (const header of headers) {
    const { name, parameters, value, start, end } = header
    if (!nameForm.test(name)) complain('CPIM-SYN-03', start, end)
    if (!parametersForm.test(parameters)) complain('CPIM-SYN-07', start, end)
    if (!hasOnlyKnownEscapes(value)) complain('CPIM-SYN-06', start, end)
    if (single.has(name) && seen.has(name)) complain('CPIM-SYN-12', start, end)
    seen.add(name)
    const dot = name.indexOf('.')
    if (dot > 0 && !prefixes.has(name.slice(0, dot))) complain('CPIM-SYN-13', start, end)
    checkValue(header, prefixes, complain)
  }
}

function checkValue({ name, value, start, end }: CpimHeader, prefixes: Set<string>, complain: Complain): void {
  switch (name) {
    case 'From':
    case 'To':
    case 'cc':
      if (!parseCpimAddress(value)) complain('CPIM-SYN-08', start, end)
      break
    case 'DateTime':
      if (!isCpimDateTime(value)) complain('CPIM-SYN-09', start, end)
      break
    case 'NS': {
      const declaration = parseNamespace(value)
      if (!declaration) complain('CPIM-SYN-10', start, end)
      else if (declaration.prefix !== undefined) prefixes.add(declaration.prefix)
      break
    }
    case 'Require':
      if (!parseRequire(value) || value.includes(' ')) complain('CPIM-SYN-11', start, end)
      break
  }
}
