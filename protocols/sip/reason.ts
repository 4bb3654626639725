import { isDigits, isToken } from './grammar.ts'
import { type Parameter, parameterText, parseParameters } from './parameters.ts'

/** One value of Reason: why a request was sent (RFC 3326 §2). */
export interface Reason {
  /** `SIP`, `Q.850` ..., as written. */
  readonly protocol: string
  readonly cause?: number
  readonly text?: string
  readonly parameters: readonly Parameter[]
}

/** Parses `protocol *(;param)` with a decimal `cause`; undefined when it has another form. */
export function parseReason(value: string): Reason | undefined {
  const semicolon = value.indexOf(';')
  const end = semicolon < 0 ? value.length : semicolon
  const protocol = value.slice(0, end).trim()
  const parameters = parseParameters(value, end)
  if (!isToken(protocol) || !parameters) return undefined
  const cause = parameterText(parameters, 'cause')
  const text = parameterText(parameters, 'text')
  if (cause !== undefined && !isDigits(cause)) return undefined
  return {
    protocol,
    ...(cause === undefined ? {} : { cause: Number(cause) }),
    ...(text === undefined ? {} : { text }),
    parameters,
  }
}
