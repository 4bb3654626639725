import { isToken } from './grammar.ts'
import { type Parameter, parseParameters } from './parameters.ts'

/*
 * Whether media types keep to the grammar of SIP, whose tokens have fewer characters than those of RFC 2045. What they
 * say is read by `protocols/media-type.ts`, as in every other protocol.
 */

/** `type/subtype *(;name=value)`, as Content-Type has it (RFC 3261 §20.15). */
export const isContentType = (value: string): boolean =>
  parametersOf(value)?.every(parameter => parameter.value !== undefined) ?? false

/** An element of Accept: type and subtype may be `*`, and parameters may have no value (RFC 3261 §20.1). */
export const isMediaRange = (value: string): boolean => parametersOf(value) !== undefined

/** Undefined where what stands before the parameters is not `type/subtype`, or they are malformed. */
function parametersOf(value: string): readonly Parameter[] | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  const [type = '', subtype = '', ...more] = value.slice(0, end).split('/')
  if (more.length > 0 || !isToken(type.trim()) || !isToken(subtype.trim())) return undefined
  return parseParameters(value, end)
}
