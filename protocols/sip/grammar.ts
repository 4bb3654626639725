import { isIPv4, isIPv6 } from 'node:net'

/**
 * Character classes of RFC 3261 §25.1 as bits of one table, so that a test is one look-up and hostile input cannot make
 * it slow.
 */
const classes = new Uint8Array(128)
const tokenBit = 1
const wordBit = 2
const userBit = 4
const passwordBit = 8
const parameterBit = 16
const headerBit = 32

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const unreserved = `${alphanumeric}-_.!~*'()`
const members: readonly (readonly [bit: number, characters: string])[] = [
  [tokenBit, `${alphanumeric}-.!%*_+\`'~`],
  [wordBit, `${alphanumeric}-.!%*_+\`'~()<>:\\"/[]?{}`],
  [userBit, `${unreserved}&=+$,;?/`],
  [passwordBit, `${unreserved}&=+$,`],
  [parameterBit, `${unreserved}[]/:&+$`],
  [headerBit, `${unreserved}[]/?:+$`],
]
for (const [bit, characters] of members)
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i)
    classes[code] = (classes[code] ?? 0) | bit
  }

function allOf(bit: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (((classes[text.charCodeAt(i)] ?? 0) & bit) === 0) return false
  return text.length > 0
}

/** As {@link allOf}, with `%HH` allowed; true for the empty text. */
function allOfEscaped(bit: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x25) {
      if (!isHexDigit(text.charCodeAt(i + 1)) || !isHexDigit(text.charCodeAt(i + 2))) return false
      i += 2
    } else if (((classes[code] ?? 0) & bit) === 0) return false
  }
  return true
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)
}

/** `token` (RFC 3261 §25.1): not empty. */
export const isToken = (text: string): boolean => allOf(tokenBit, text)
/** Whether the character at `index` may stand in a `token`. */
export const isTokenAt = (text: string, index: number): boolean =>
  ((classes[text.charCodeAt(index)] ?? 0) & tokenBit) !== 0
/** `word` (RFC 3261 §25.1), of which a Call-ID consists. */
export const isWord = (text: string): boolean => allOf(wordBit, text)
/** `user` of a SIP URI, escapes allowed: not empty. */
export const isUser = (text: string): boolean => text.length > 0 && allOfEscaped(userBit, text)
/** `password` of a SIP URI; may be empty. */
export const isPassword = (text: string): boolean => allOfEscaped(passwordBit, text)
/** `pname` or `pvalue` of a URI parameter: not empty. */
export const isUriParameterText = (text: string): boolean => text.length > 0 && allOfEscaped(parameterBit, text)
/** `hvalue` of a URI header; may be empty. */
export const isUriHeaderText = (text: string): boolean => allOfEscaped(headerBit, text)

/** `1*DIGIT`. */
export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x30 || code > 0x39) return false
  }
  return text.length > 0
}

/**
 * `hostname / IPv4address / IPv6reference` (RFC 3261 §25.1). The grammar there has a colon too many before an IPv4 address
 * behind `::`; with it and without it an address is to be accepted (RFC 5118 §4.10).
 */
export function isHost(text: string): boolean {
  if (text.startsWith('[')) return text.endsWith(']') && isIPv6(text.slice(1, -1).replace(/:::(?=\d+\.)/, '::'))
  return isHostname(text) || isIPv4(text)
}

function isHostname(text: string): boolean {
  const labels = (text.endsWith('.') ? text.slice(0, -1) : text).split('.')
  const top = labels.at(-1) ?? ''
  return text.length <= 255 && labels.every(isLabel) && !isDigits(top.slice(0, 1))
}

function isLabel(label: string): boolean {
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i)
    const letterOrDigit =
      (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
    if (!letterOrDigit && (code !== 0x2d || i === 0 || i === label.length - 1)) return false
  }
  return label.length > 0
}

/** `SP` or `HTAB`. */
export const isBlank = (code: number): boolean => code === 0x20 || code === 0x09

/** The first index from `from` on that holds no `SP` or `HTAB`. */
export function skipBlanks(text: string, from: number): number {
  let i = from
  while (isBlank(text.charCodeAt(i))) i++
  return i
}

/**
 * The index after the quoted string that opens at `from`, or -1 when nothing closes it. The text between is any UTF-8
 * but an unescaped quote; a backslash takes the next character with it (RFC 3261 §25.1 `quoted-string`).
 */
export function endOfQuoted(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5c) i++
    else if (code === 0x22) return i + 1
  }
  return -1
}
