import { headerValue, type WithHeaders } from './headers.ts'
import { parseNameAddress } from './name-address.ts'
import { parameterText, parseParameters } from './parameters.ts'

/**
 * The tag of From or To; undefined when there is none. It is found behind a malformed display name or URI too, because
 * a message is matched by its tag whatever else is wrong with it.
 */
export function tagOf(message: WithHeaders, field: 'from' | 'to'): string | undefined {
  const value = headerValue(message, field)
  if (value === undefined) return undefined
  const close = value.lastIndexOf('>')
  if (close < 0 || value.includes('"', close)) return parseNameAddress(value)?.tag
  const parameters = parseParameters(value, close + 1)
  return parameters && parameterText(parameters, 'tag')
}
