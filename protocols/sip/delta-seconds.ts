import { skipComment } from './comment.ts'
import { isDigits } from './grammar.ts'
import { type Parameter, parameterText, parseParameters } from './parameters.ts'

/** Parses Expires and Min-Expires: seconds, undefined when no number below 2^32 (RFC 3261 §20.19, §20.23). */
export function parseExpires(value: string): number | undefined {
  const seconds = Number(value)
  return isDigits(value) && seconds < 2 ** 32 ? seconds : undefined
}

export interface RetryAfter {
  /** Seconds. */
  readonly after: number
  readonly parameters: readonly Parameter[]
}

/** Parses Retry-After: seconds, an optional comment, parameters (RFC 3261 §20.33). */
export function parseRetryAfter(value: string): RetryAfter | undefined {
  const digits = /^[0-9]+/.exec(value)?.[0]
  if (digits === undefined) return undefined
  const at = skipComment(value, digits.length)
  const parameters = at < 0 ? undefined : parseParameters(value, at)
  return parameters && { after: Number(digits), parameters }
}

/** Session-Expires or Min-SE. */
export interface SessionExpires {
  /** Seconds. */
  readonly interval: number
  readonly refresher?: 'uac' | 'uas'
  readonly parameters: readonly Parameter[]
}

/** Parses Session-Expires and Min-SE (RFC 4028 §4, §5); undefined when malformed or the refresher is neither. */
export function parseSessionExpires(value: string): SessionExpires | undefined {
  const digits = /^[0-9]+/.exec(value)?.[0]
  const parameters = digits === undefined ? undefined : parseParameters(value, digits.length)
  if (digits === undefined || !parameters) return undefined
  const refresher = parameterText(parameters, 'refresher')?.toLowerCase()
  const interval = Number(digits)
  if (refresher === undefined) return { interval, parameters }
  return refresher === 'uac' || refresher === 'uas' ? { interval, refresher, parameters } : undefined
}
