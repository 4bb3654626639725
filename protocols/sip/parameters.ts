import { endOfQuoted, isHost, isTokenAt, skipBlanks } from './grammar.ts'
import { unquote } from './quoted-string.ts'

/** One `;name=value` or `;name`. The value is as written, quotes included; see {@link parameterText}. */
export interface Parameter {
  readonly name: string
  readonly value?: string
}

/**
 * Parses `*( SEMI generic-param )` from index `from` to the end of the text (RFC 3261 §25.1), white space allowed
 * around `;` and `=`. Order and repetitions are kept. Undefined when the text has any other form.
 */
export function parseParameters(text: string, from = 0): Parameter[] | undefined {
  const parameters: Parameter[] = []
  let at = skipBlanks(text, from)
  while (at < text.length) {
    if (text.charCodeAt(at) !== 0x3b) return undefined
    const nameStart = skipBlanks(text, at + 1)
    at = endOfToken(text, nameStart)
    if (at === nameStart) return undefined
    const name = text.slice(nameStart, at)
    at = skipBlanks(text, at)
    if (text.charCodeAt(at) !== 0x3d) {
      parameters.push({ name })
      continue
    }
    const valueStart = skipBlanks(text, at + 1)
    const valueEnd = endOfValue(text, valueStart)
    if (valueEnd < 0) return undefined
    parameters.push({ name, value: text.slice(valueStart, valueEnd) })
    at = skipBlanks(text, valueEnd)
  }
  return parameters
}

function endOfToken(text: string, from: number): number {
  let at = from
  while (at < text.length && isTokenAt(text, at)) at++
  return at
}

/** `gen-value`: token, host (which adds `[IPv6]`), or quoted string; -1 for none of them. */
function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === 0x22) return endOfQuoted(text, from)
  if (first === 0x5b) {
    const close = text.indexOf(']', from)
    return close > 0 && isHost(text.slice(from, close + 1)) ? close + 1 : -1
  }
  // `received=2001:db8::1` of a Via has no brackets (RFC 3261 §25.1 via-received): a colon is let through here.
  let at = from
  while (at < text.length && (isTokenAt(text, at) || text.charCodeAt(at) === 0x3a)) at++
  return at > from ? at : -1
}

/** The first parameter of that name, which compares without case. */
export function findParameter(parameters: readonly Parameter[], name: string): Parameter | undefined {
  const wanted = name.toLowerCase()
  return parameters.find(parameter => parameter.name === name || parameter.name.toLowerCase() === wanted)
}

export function hasParameter(parameters: readonly Parameter[], name: string): boolean {
  return findParameter(parameters, name) !== undefined
}

/** The value of a parameter without its quotes; undefined when it is absent or has no value. */
export function parameterText(parameters: readonly Parameter[], name: string): string | undefined {
  const value = findParameter(parameters, name)?.value
  return value === undefined ? undefined : unquote(value)
}

/** The parameters with `name` set: in its place when it was there, at the end otherwise. */
export function withParameter(parameters: readonly Parameter[], name: string, value?: string): Parameter[] {
  const wanted = name.toLowerCase()
  const set: Parameter = value === undefined ? { name } : { name, value }
  const index = parameters.findIndex(parameter => parameter.name.toLowerCase() === wanted)
  return index < 0 ? [...parameters, set] : parameters.with(index, set)
}

export function serialiseParameters(parameters: readonly Parameter[]): string {
  let text = ''
  for (const { name, value } of parameters) text += value === undefined ? `;${name}` : `;${name}=${value}`
  return text
}
