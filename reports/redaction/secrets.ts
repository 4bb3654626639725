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
 * `:` and `@` may be percent-escaped in another one, or a character reference in XML.
 */
const ADDRESSES = /\b(?:sips?|im|pres|wv|mailto|xmpp)(?::|%3a|&#(?:58|x3a);)([^\s<>"@]*?)(?=@|%40|&#(?:64|x40);)/gi
/** A user of IMPS without domain, and a telephone number. */
const BARE = /\bwv:([^\s<>"'@;,?]+)(?=[\s<>"';,?]|$)|\btel:(\+?[0-9().\-*#]+)/gi
/** RFC 3986 §3.2.1, in `msrp:` (RFC 4975 §6) as in `http:`. */
const USER_INFORMATION = /\b[a-z][a-z0-9+.-]{0,20}:\/\/([^\s/@<>"']+)@/gi
const QUOTED_NAME = /"([^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*)"\s*(?=<(?:sips?|tel|im|pres|wv|mailto|xmpp):)/gi
/** RFC 3261 §25.1, RFC 3862 §4.1: words before an address. */
const UNQUOTED_NAME =
  /^(?:from|f|to|t|contact|m|cc|reply-to|referred-by|b|remote-party-id|p-(?:asserted|preferred)-identity)[ \t]*:[ \t]*([^\s"<>:;](?:[^"<>:;\r\n]*[^\s"<>:;])?)[ \t]*(?=<(?:sips?|tel|im|pres|wv|mailto|xmpp):)/gim
/** What is said about a message is said, too (RFC 3261 §20.36, RFC 3862 §4.6). */
const SUBJECT = /^(?:subject|s)[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/gim
/** What stands before a token in a user as the harness names them: `alice-`. */
const BEFORE_TOKEN = /[A-Za-z0-9._~+]+-$/
/** No part of a name is longer. */
const LONGEST_NAME = 64

/** SIP and HTTP (RFC 9110 §11, RFC 8760): the whole field, to look for parameters in it. */
const AUTHORISATION =
  /^(?:(?:proxy-)?auth(?:orization|entication-info)|(?:www|proxy)-authenticate|set-cookie|cookie)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*/gim
const PARAMETERS =
  /\b(?:username\*?|response|nonce|cnonce|opaque|nextnonce|rspauth|auts)\s*=\s*(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|([^",\s]+))/gi
/** All that follows the name of a scheme other than Digest, tokens in challenges, and cookies. */
const WHOLE_CREDENTIALS =
  /^(?:proxy-)?authorization[ \t]*:\s*(?!digest\s)(?:\S+\s+(?=\S))?(\S(?:[^]*\S)?)|\b(?:basic|bearer|negotiate|ntlm)\s+([^\s,]+)|cookie[ \t]*:\s*(\S(?:[^]*\S)?)/gi

/** SSP: what logs in, and what a session is known by to whoever may send on it. */
const SSP_SECRETS =
  /<(?:[^\s<>/:]+:)?(?:SecretToken|PasswordDigest|Password|DigestBytes|NonceString|SessionCookie)(?![\w.-])[^>]*(?<!\/)>([^]*?)(?:<\/|$)/g
const SSP_SESSIONS = /\bsessionid["']?[ \t]*(?:=|:)[ \t]*["']?([^\s"'<>&@]+)/gi

/**
 * Finds users and credentials in octets of any kind, read as latin1, wherever nothing was found before: a user as an
 * address or the name beside it says, or as the harness names them, in a tag or a log; and subjects.
 */
export function findSecrets(text: string, tokens: Tokens, pseudonyms: Pseudonyms, found: Replacements): void {
  for (const field of text.matchAll(AUTHORISATION)) {
    for (const match of field[0].matchAll(WHOLE_CREDENTIALS))
      found.group(match, field.index, value => pseudonyms.credential(value))
    for (const match of field[0].matchAll(PARAMETERS))
      found.group(match, field.index, value =>
        match[0].toLowerCase().startsWith('username') ? pseudonyms.user(value) : pseudonyms.credential(value),
      )
  }
  for (const pattern of [SSP_SECRETS, SSP_SESSIONS])
    for (const match of text.matchAll(pattern)) found.group(match, 0, value => pseudonyms.credential(value))
  for (const match of text.matchAll(SUBJECT)) found.group(match, 0, value => pseudonyms.content(value))
  for (const pattern of [ADDRESSES, BARE, USER_INFORMATION, QUOTED_NAME, UNQUOTED_NAME])
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
