import { isToken } from './grammar.ts'
import { type Parameter, parseParameters } from './parameters.ts'

/** A Content-Type, or a media range of Accept (where type and subtype may be `*`). */
export interface MediaType {
  /** In lower case. */
  readonly type: string
  /** In lower case. */
  readonly subtype: string
  readonly parameters: readonly Parameter[]
}

/** Parses `type/subtype *(;name=value)` (RFC 3261 §20.1, §20.15); undefined when it has another form. */
export function parseMediaType(value: string): MediaType | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  const slash = value.indexOf('/')
  if (slash < 0 || slash > end) return undefined
  const type = value.slice(0, slash).trim()
  const subtype = value.slice(slash + 1, end).trim()
  const parameters = parseParameters(value, end)
  if (!isToken(type) || !isToken(subtype) || !parameters) return undefined
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters }
}
