import type { Pseudonyms } from './pseudonym.ts'
import { tokenPlaces, type Tokens } from './token-places.ts'

/** Octets to be replaced, `[start, end)`, and by what: as many. */
export interface Replacement {
  readonly start: number
  readonly end: number
  readonly by: string
}

/**
 * User part of an address that has a scheme, with the apostrophe that RFC 3261 §25.1 allows in it; what a URI writes as
 * `:` and `@` may be percent-escaped in another one.
 */
const ADDRESSES = /\b(?:sips?|im|pres|wv|mailto|xmpp)(?::|%3a)([^\s<>"@]*?)(?=@|%40)/gi
/** A user of IMPS without domain, and a telephone number. */
const BARE = /\bwv:([^\s<>"'@/;,?]+)(?=[\s<>"';,?]|$)|\btel:(\+?[0-9().\-*#]+)/gi
/** What stands before a token in a user as the harness names them: `alice-`. */
const BEFORE_TOKEN = /[A-Za-z0-9._~+]+-$/
/** No part of a name is longer. */
const LONGEST_NAME = 64

/** SIP and HTTP (RFC 9110 §11, RFC 8760): the whole field, to look for parameters in it. */
const AUTHORISATION =
  /^(?:(?:proxy-)?auth(?:orization|entication-info)|(?:www|proxy)-authenticate|set-cookie|cookie)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gim
const PARAMETERS =
  /\b(?:username|response|nonce|cnonce|opaque|nextnonce|rspauth)[ \t]*=[ \t]*(?:"([^"]*)"|([^",\s]+))/gi
const BEARER = /\b(?:basic|bearer|negotiate)[ \t]+([^\s,]+)|cookie[ \t]*:[ \t]*([^\r\n]+)/gi

/** SSP: what logs in, and what a session is known by to whoever may send on it. */
const SSP_SECRETS =
  /<(?:\w+:)?(?:SecretToken|PasswordDigest|Password|DigestBytes|NonceString|SessionCookie)\b[^>]*>([^<]+)</g
const SSP_SESSIONS = /\bsessionid["']?[ \t]*(?:=|:)[ \t]*["']?([^\s"'<>&@]+)/gi

/**
 * Finds users and credentials in octets of any kind, read as latin1, wherever nothing was found before: a user as an
 * address says it, or as the harness names them, in a display name, a tag or a log.
 */
export function findSecrets(text: string, tokens: Tokens, pseudonyms: Pseudonyms, found: Replacements): void {
  for (const field of text.matchAll(AUTHORISATION)) {
    for (const match of field[0].matchAll(BEARER))
      found.group(match, field.index, value => pseudonyms.credential(value))
    for (const match of field[0].matchAll(PARAMETERS))
      found.group(match, field.index, value =>
        match[0].toLowerCase().startsWith('username') ? pseudonyms.user(value) : pseudonyms.credential(value),
      )
  }
  for (const pattern of [SSP_SECRETS, SSP_SESSIONS])
    for (const match of text.matchAll(pattern)) found.group(match, 0, value => pseudonyms.credential(value))
  for (const pattern of [ADDRESSES, BARE])
    for (const match of text.matchAll(pattern)) found.group(match, 0, value => pseudonyms.user(value))
  for (const { start, end } of tokenPlaces(text, tokens)) {
    const before = BEFORE_TOKEN.exec(text.slice(Math.max(0, start - LONGEST_NAME), start))?.[0] ?? ''
    if (before !== '') found.add(start - before.length, end, pseudonyms.user(before + text.slice(start, end)))
  }
}

/** Replacements in one text; where two would overlap, the one that was found first stays. */
export class Replacements {
  readonly #taken: Uint8Array
  readonly #all: Replacement[] = []

  constructor(length: number) {
    this.#taken = new Uint8Array(length)
  }

  add(start: number, end: number, by: string): void {
    if (end <= start || this.#taken.subarray(start, end).includes(1)) return
    this.#taken.fill(1, start, end)
    this.#all.push({ start, end, by })
  }

  /** What the one group that took part in a match holds. */
  group(match: RegExpExecArray, from: number, by: (value: string) => string): void {
    const value = match.slice(1).join('')
    if (value === '') return
    const start = from + match.index + match[0].lastIndexOf(value)
    this.add(start, start + value.length, by(value))
  }

  inOrder(): readonly Replacement[] {
    return this.#all.toSorted((one, other) => one.start - other.start)
  }
}

/** The text with all of them made. */
export function replaced(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, by } of replacements) {
    parts.push(text.slice(at, start), by)
    at = end
  }
  parts.push(text.slice(at))
  return parts.join('')
}
