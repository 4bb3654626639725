import { headerValue, type WithHeaders } from './headers.ts'
import { parseNameAddress } from './name-address.ts'

/** The tag of From or To; undefined when there is none or the field is malformed. */
export function tagOf(message: WithHeaders, field: 'from' | 'to'): string | undefined {
  const value = headerValue(message, field)
  return value === undefined ? undefined : parseNameAddress(value)?.tag
}
