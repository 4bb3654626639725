import { canonicalHeaderName, isListHeader } from './header-names.ts'
import { endOfQuoted } from './grammar.ts'
import type { SipHeader, SipMessage } from './message.ts'

export { canonicalHeaderName, isListHeader }

/** Anything with header fields: a message, or a selection of its fields. */
export type WithHeaders = Pick<SipMessage, 'headers'>

/** All fields of that name, compact or long, in their order. */
export function headerFields(message: WithHeaders, name: string): SipHeader[] {
  const wanted = canonicalHeaderName(name)
  return message.headers.filter(header => canonicalHeaderName(header.name) === wanted)
}

/** The value of the first field of that name, unsplit; undefined when there is none. */
export function headerValue(message: WithHeaders, name: string): string | undefined {
  const wanted = canonicalHeaderName(name)
  for (const header of message.headers) if (canonicalHeaderName(header.name) === wanted) return header.value
  return undefined
}

/**
 * All values of that name in their order. Header fields that are lists are split at their commas (RFC 3261 §7.3.1), so
 * that three Via fields and one with three values give the same; others give one value a field.
 */
export function headerValues(message: WithHeaders, name: string): string[] {
  const wanted = canonicalHeaderName(name)
  const list = isListHeader(wanted)
  const values: string[] = []
  for (const header of message.headers) {
    if (canonicalHeaderName(header.name) !== wanted) continue
    if (list) values.push(...splitList(header.value))
    else values.push(header.value)
  }
  return values
}

/** The first of {@link headerValues}: the topmost Via, the first Route. */
export function firstHeaderValue(message: WithHeaders, name: string): string | undefined {
  const value = headerValue(message, name)
  return value !== undefined && isListHeader(name) ? splitList(value)[0] : value
}

export function hasHeader(message: WithHeaders, name: string): boolean {
  return headerValue(message, name) !== undefined
}

/**
 * Splits at commas outside of quotes and angle brackets and trims the pieces. An empty value is an empty list; empty
 * pieces of other values are kept, since a grammar has to judge them.
 */
export function splitList(value: string): string[] {
  if (value === '') return []
  if (!value.includes(',')) return [value.trim()]
  const pieces: string[] = []
  let from = 0
  let bracketed = false
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === 0x22 && !bracketed) {
      const end = endOfQuoted(value, i)
      if (end < 0) break
      i = end - 1
    } else if (code === 0x3c) bracketed = true
    else if (code === 0x3e) bracketed = false
    else if (code === 0x2c && !bracketed) {
      pieces.push(value.slice(from, i).trim())
      from = i + 1
    }
  }
  pieces.push(value.slice(from).trim())
  return pieces
}

/** Whether a list such as Supported or Require names the option; tokens compare without case (RFC 3261 §7.3.1). */
export function listsToken(message: WithHeaders, name: string, token: string): boolean {
  const wanted = token.toLowerCase()
  return headerValues(message, name).some(value => value.toLowerCase() === wanted)
}
