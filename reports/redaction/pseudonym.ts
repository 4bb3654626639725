import { createHmac } from 'node:crypto'
import { tokenPlaces, type Tokens } from './token-places.ts'

/**
 * Something that stands in the place of secret octets. It is as long as they are, so that lengths and offsets stay
 * true; the same value always gets the same one under a salt, so that what was copied is still seen to be copied.
 * All texts are octets read as latin1.
 */
export interface Pseudonyms {
  /**
   * Of the user part of an address. Letters stay letters, digits digits, and anything else as it is, since grammar
   * depends on it. Percent-escapes and upper case make no other user. A token of the harness stays: it is chance, names
   * nobody, and tells whose a message is.
   */
  readonly user: (text: string) => string
  /** Of a credential: like a user, but in hexadecimal digits where it is of those, and case counts. */
  readonly credential: (text: string) => string
  /** Of content. Only what XML escapes, line ends, and tokens of the harness stay; nothing tells words from gaps. */
  readonly content: (text: string) => string
}

type Kind = 'user' | 'credential' | 'content'

/** One character, or what stands for one (`%41`, `&amp;`) or for none (the ends of a CDATA section). */
const UNITS = /%[0-9a-f]{2}|&(?:#\d+|#x[0-9a-f]+|[a-z]+);|<!\[CDATA\[|\]\]>|[^]/gi

/** Pseudonyms by HMAC-SHA-256; who has no salt cannot tell whether a guess is right. `tokens` are those of the log. */
export function pseudonyms(salt: Buffer, tokens: Tokens): Pseudonyms {
  const of = (kind: Kind, text: string): string => {
    const units = text.match(UNITS) ?? []
    const plain = units.map(decoded).join('')
    const key = kind === 'user' ? plain.toLowerCase() : plain
    const chance = new Chance(salt, `${kind}\n${key}`)
    const kept = new Set(tokenPlaces(plain, tokens).flatMap(({ start, end }) => range(start, end)))
    const isHexadecimal = kind === 'credential' && /^[0-9a-f]+$/i.test(plain)
    let place = 0
    return units
      .map((unit, index) => {
        const at = place
        const { length } = decoded(unit)
        place += length
        // What stands for no character must not shift those after it.
        const byte = length === 0 ? 0 : chance.next()
        if (length === 0 || kept.has(at)) return unit
        return kind === 'content'
          ? contentUnit(unit, units[index + 1], byte)
          : sameClass(unit, units[index + 1], byte, isHexadecimal)
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
  if (unit === ']]>' || unit.startsWith('<!')) return ''
  return NAMED[unit] ?? unit
}

const NAMED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }

const range = (start: number, end: number): number[] => Array.from({ length: end - start }, (_, index) => start + index)

const A = 0x61

/** Another character of the same class, written in the same way. */
function sameClass(unit: string, next: string | undefined, byte: number, isHexadecimal: boolean): string {
  if (unit.length === 3 && unit.startsWith('%')) {
    const code = sameClass(decoded(unit), next && decoded(next), byte, false).charCodeAt(0)
    const hex = code.toString(16).padStart(2, '0')
    return `%${/[a-f]/.test(unit) ? hex : hex.toUpperCase()}`
  }
  if (/^[a-z]$/.test(unit)) return String.fromCharCode(A + (byte % (isHexadecimal ? 6 : 26)))
  if (/^[A-Z]$/.test(unit)) return String.fromCharCode(A + (byte % (isHexadecimal ? 6 : 26))).toUpperCase()
  if (/^\d$/.test(unit)) return String(byte % 10)
  return otherOctet(unit, next, byte)
}

/** A letter for everything but what markup and lines are made of. */
function contentUnit(unit: string, next: string | undefined, byte: number): string {
  if (unit.length > 1 && !unit.startsWith('%')) return unit
  // A percent-escape means nothing in content.
  if (unit.length === 3) return [0, 3, 7].map(shift => String.fromCharCode(A + ((byte >> shift) % 26))).join('')
  if (/^[<>&"'\r\n\t]$/.test(unit)) return unit
  return /^[ -~]$/.test(unit) ? String.fromCharCode(A + (byte % 26)) : otherOctet(unit, next, byte)
}

/** The last octet of a character of several: any continuation octet keeps it valid UTF-8 (RFC 3629 §3). */
function otherOctet(unit: string, next: string | undefined, byte: number): string {
  const isContinuation = (text: string | undefined) => text !== undefined && /^[\x80-\xbf]$/.test(text)
  return isContinuation(unit) && !isContinuation(next) ? String.fromCharCode(0x80 + (byte % 64)) : unit
}
