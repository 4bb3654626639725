const named: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['r', '\r'],
])
const letters: Readonly<Record<string, string>> = { '\b': 'b', '\t': 't', '\n': 'n', '\r': 'r', '\\': '\\' }

/**
 * Resolves `\uXXXX` and the one-letter escapes of a header value. Of an unknown escape the character behind the
 * backslash stays, of a backslash at the end nothing (RFC 3862 §2.3.1).
 */
export function unescapeCpim(value: string): string {
  if (!value.includes('\\')) return value
  return value.replace(
    /\\(?:u([0-9A-Fa-f]{4})|([\s\S]?))/gu,
    (_, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? (named.get(letter ?? '') ?? letter ?? '') : String.fromCharCode(parseInt(hex, 16)),
  )
}

/** Makes any text fit for one header line: control characters and backslashes become escapes, nothing else may (RFC 3862 §2.3.1). */
export function escapeCpim(text: string): string {
  return text.replace(/[\0-\x1f\x7f\\]/g, character => {
    const letter = letters[character]
    return letter === undefined ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : `\\${letter}`
  })
}

/** Whether every backslash of a value begins an escape of RFC 3862 §2.3.1. */
export function hasOnlyKnownEscapes(value: string): boolean {
  return !value.includes('\\') || !value.replace(/\\(?:u[0-9A-Fa-f]{4}|[btnr"'\\])/g, '').includes('\\')
}
