import { createHmac } from 'node:crypto'
import { tokenPlaces, type Tokens } from './token-places.ts'

/**
 * Something that stands in the place of secret octets. It is as long as they are, so that lengths and offsets stay
 * true; the same value always gets the same one under a salt, so that what was copied is still seen to be copied.
 * All texts are octets read as latin1.
 */
export interface Pseudonyms {
  /**
   * Of the user part of an address. Letters stay letters, digits digits, and other ASCII as it is, since grammar
   * depends on it. Percent-escapes and upper case make no other user. A token of the harness stays: it is chance, names
   * nobody, and tells whose a message is.
   */
  readonly user: (text: string) => string
  /** Of a credential: any letter or digit for any, in hexadecimal digits where it is of those; case counts. */
  readonly credential: (text: string) => string
  /** Of content. Only what XML escapes, line ends, and tokens of the harness stay; nothing tells words or scripts. */
  readonly content: (text: string) => string
}

type Kind = 'user' | 'credential' | 'content'

/** A character reference that stands for what the grammar of XML and of lines depends on, and so stays. */
const MARKUP = String.raw`&(?:amp|lt|gt|quot|apos|#0*(?:9|10|13|34|38|39|60|62)|#x0*(?:9|a|d|22|26|27|3c|3e));`
/** Any other one that is a number. */
const REFERENCE = String.raw`&#(?:\d{2,}|x[0-9a-f]{2,});`
const REST = String.raw`<!\[CDATA\[|\]\]>|[^]`
/** What stands for an octet (`%41`, `&amp;`), for none (the ends of a CDATA section) or for itself. */
const UNITS = new RegExp(`%[0-9a-f]{2}|${MARKUP}|${REFERENCE}|${REST}`, 'gi')
/** In content a percent-escape means nothing. */
const CONTENT_UNITS = new RegExp(`${MARKUP}|${REFERENCE}|${REST}`, 'gi')
const IS_MARKUP = new RegExp(`^${MARKUP}$`, 'i')
const IS_REFERENCE = new RegExp(`^${REFERENCE}$`, 'i')

/** Pseudonyms by HMAC-SHA-256; who has no salt cannot tell whether a guess is right. `tokens` are those of the log. */
export function pseudonyms(salt: Buffer, tokens: Tokens): Pseudonyms {
  const of = (kind: Kind, text: string): string => {
    const units = text.match(kind === 'content' ? CONTENT_UNITS : UNITS) ?? []
    const plain = units.map(decoded).join('')
    const chance = new Chance(salt, `${kind}\n${kind === 'user' ? plain.toLowerCase() : plain}`)
    const other = otherOctets(kind, plain, tokens, chance)
    let place = 0
    return units
      .map(unit => {
        const { length } = decoded(unit)
        place += length
        return written(unit, other.slice(place - length, place))
      })
      .join('')
  }
  return {
    user: text => of('user', text),
    credential: text => of('credential', text),
    content: text => of('content', text),
  }
}

/** As many octets as are asked for, the same for the same label. */
class Chance {
  readonly #salt: Buffer
  readonly #label: string
  #block: Buffer = Buffer.alloc(0)
  #at = 0
  #blocks = 0

  constructor(salt: Buffer, label: string) {
    this.#salt = salt
    this.#label = createHmac('sha256', salt).update(label, 'latin1').digest('hex')
  }

  next(): number {
    if (this.#at === this.#block.length) {
      this.#block = createHmac('sha256', this.#salt).update(`${this.#label}:${this.#blocks++}`).digest()
      this.#at = 0
    }
    return this.#block[this.#at++] ?? 0
  }
}

function decoded(unit: string): string {
  if (unit.length === 3 && unit.startsWith('%')) return String.fromCharCode(parseInt(unit.slice(1), 16))
  if (unit === ']]>' || (unit.length === 9 && unit.startsWith('<!'))) return ''
  if (!IS_MARKUP.test(unit)) return unit
  const number = /#(x?)([0-9a-f]+)/i.exec(unit)
  if (!number) return NAMED[unit.toLowerCase()] ?? unit
  return String.fromCharCode(parseInt(number[2] ?? '', number[1] === '' ? 10 : 16))
}

const NAMED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }

/** `octets` in the way in which the unit was written. */
function written(unit: string, octets: string): string {
  if (octets === '' || IS_MARKUP.test(unit)) return unit
  if (unit.length === 3 && unit.startsWith('%')) {
    const hex = octets.charCodeAt(0).toString(16).padStart(2, '0')
    return `%${/[a-f]/.test(unit) ? hex : hex.toUpperCase()}`
  }
  return IS_REFERENCE.test(unit) ? reference(unit, octets) : octets
}

/** Of some letter, as long as `unit`: what it stood for must not be seen, but the document stays well-formed. */
function reference(unit: string, octets: string): string {
  const letter = Buffer.from(octets, 'latin1').reduce((sum, octet) => sum + octet, 0) % 26
  const isHexadecimal = unit[2]?.toLowerCase() === 'x'
  const head = unit.slice(0, isHexadecimal ? 3 : 2)
  const digits = unit.length - head.length - 1
  // Two decimal digits reach only upper case.
  const code = isHexadecimal || digits > 2 ? 0x61 + letter : 0x41 + letter
  return `${head}${code.toString(isHexadecimal ? 16 : 10).padStart(digits, '0')};`
}

/** A character in UTF-8 (RFC 3629 §4) of several octets, or any one octet. */
const CHARACTERS =
  /[\xc2-\xdf][\x80-\xbf]|(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2}|[^]/g

function otherOctets(kind: Kind, plain: string, tokens: Tokens, chance: Chance): string {
  const kept = new Set(tokenPlaces(plain, tokens).flatMap(({ start, end }) => range(start, end)))
  const digits = kind === 'credential' ? digitsOf(plain) : ''
  return plain.replace(CHARACTERS, (character, at: number) => {
    const byte = chance.next()
    if (kept.has(at)) return character
    if (character > '\x7f') return beyondAscii(character, byte)
    switch (kind) {
      case 'user':
        return sameClass(character, byte)
      case 'credential':
        return /[A-Za-z0-9+/]/.test(character) ? (digits[byte % digits.length] ?? character) : character
      case 'content':
        return contentCharacter(character, byte)
    }
  })
}

const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, index) => start + index)

const LOWER = 'abcdefghijklmnopqrstuvwxyz'

/** Where letters and digits of a credential stand is a hint at it, too: any digit may stand for any. */
function digitsOf(plain: string): string {
  if (!/^[0-9a-f]+$/i.test(plain)) return `${LOWER}${LOWER.toUpperCase()}0123456789`
  return /[A-F]/.test(plain) ? '0123456789ABCDEF' : '0123456789abcdef'
}

const letterOf = (byte: number): string => LOWER[byte % LOWER.length] ?? 'a'

function sameClass(character: string, byte: number): string {
  if (/[a-z]/.test(character)) return letterOf(byte)
  if (/[A-Z]/.test(character)) return letterOf(byte).toUpperCase()
  return /\d/.test(character) ? String(byte % 10) : character
}

/** A letter for everything but what markup and lines are made of; a control character for one. */
function contentCharacter(character: string, byte: number): string {
  if (/[<>&"'\r\n\t]/.test(character)) return character
  return /[ -~]/.test(character) ? letterOf(byte) : String.fromCharCode(1 + (byte % 8))
}

/** Says nothing but of how many octets it is: not of which script, and for octets that are no UTF-8 not which they are. */
function beyondAscii({ length }: string, byte: number): string {
  const last = 0x80 + (byte % 64)
  if (length === 2) return String.fromCharCode(0xc3, last)
  if (length === 3) return String.fromCharCode(0xe4, 0xb8 + (byte >> 6), last)
  // In no UTF-8 are these.
  return length === 4 ? String.fromCharCode(0xf0, 0x9f, 0x98, last) : String.fromCharCode(0xf8 + (byte % 8))
}
