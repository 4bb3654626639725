import { parseWvAddress } from '../protocols/ssp/wv-address.ts'

/**
 * Addresses of the two domains, mapped onto each other: `sip:alice@sip.example` ↔ `wv:alice@sip.example`.
 *
 * The mapping is total: every input is either mapped or refused with a reason. It is safe against injection: whatever
 * could be a special in the other domain leaves percent-encoded. It decodes exactly once.
 */

/** What the mapping needs of a SIP URI: the parts as they stood on the wire, still percent-encoded. */
export interface SipAddressParts {
  readonly scheme: string
  /** User part without password; undefined when the URI has none. */
  readonly user: string | undefined
  readonly host: string
}

export type MappingRefusal = 'scheme' | 'syntax' | 'unmappable' | 'no-user' | 'not-a-user'

export type Mapped =
  { readonly mapped: true; readonly address: string } | { readonly mapped: false; readonly because: MappingRefusal }

const refuse = (because: MappingRefusal): Mapped => ({ mapped: false, because })
const mapped = (address: string): Mapped => ({ mapped: true, address })

/** Characters that may stand raw in the user part of a SIP URI (RFC 3261 §25.1 `user`). */
const SIP_RAW = /^[A-Za-z0-9\-_.!~*'()&=+$,;?/%]*$/
/** Octets that need no escape in a wv user part; `+`, `/` and `@` are specials there. */
const WV_PLAIN = octetSet("-_.!~*'()&=$,;?")
/** Octets that need no escape in a SIP user part (RFC 3261 §25.1: unreserved and user-unreserved). */
const SIP_PLAIN = octetSet("-_.!~*'()&=+$,;?/")
const PHONE = /^\+[0-9]+$/
const PHONE_WITH_SEPARATORS = /^\+[\-.()]*[0-9][0-9\-.()]*$/
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9.])?$/

function octetSet(punctuation: string): ReadonlySet<number> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return new Set(Buffer.from(letters + punctuation, 'latin1'))
}

function percentEncode(octets: Buffer, plain: ReadonlySet<number>): string {
  let encoded = ''
  for (const octet of octets)
    encoded += plain.has(octet) ? String.fromCharCode(octet) : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
  return encoded
}

/** Octets of a percent-encoded text, or undefined when an escape is broken. */
function percentDecode(text: string): Buffer | undefined {
  const octets: number[] = []
  const source = Buffer.from(text, 'utf8')
  for (let at = 0; at < source.length; at++) {
    const octet = source[at] ?? 0
    if (octet !== 0x25) {
      octets.push(octet)
      continue
    }
    const hex = source.toString('latin1', at + 1, at + 3)
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return undefined
    octets.push(parseInt(hex, 16))
    at += 2
  }
  return Buffer.from(octets)
}

/** No control octet (they could break either syntax) and valid UTF-8. */
function isText(octets: Buffer): boolean {
  for (const octet of octets) if (octet < 0x20 || octet === 0x7f) return false
  return Buffer.from(octets.toString('utf8'), 'utf8').equals(octets)
}

/**
 * The wv address of a SIP user. Password, port, parameters and headers are never carried over; the domain is lower-cased;
 * the case of the user part is kept, since comparison ignores it.
 */
export function toWv(uri: SipAddressParts): Mapped {
  const scheme = uri.scheme.toLowerCase()
  // Whether sips may go on at all is decided before anybody is looked up (RFC 5630 §5.1.2).
  if (scheme !== 'sip' && scheme !== 'sips') return refuse('scheme')
  if (uri.user === undefined || uri.user === '') return refuse('no-user')
  // An IPv6 reference is a host like any other in SIP, and no IMPS domain.
  if (uri.host.startsWith('[')) return refuse('unmappable')
  if (!SIP_RAW.test(uri.user) || !HOST.test(uri.host)) return refuse('syntax')
  const octets = percentDecode(uri.user)
  if (!octets) return refuse('syntax')
  if (!isText(octets)) return refuse('unmappable')
  const domain = uri.host.toLowerCase().replace(/\.$/, '')
  const text = octets.toString('utf8')
  if (PHONE_WITH_SEPARATORS.test(text)) return mapped(`wv:+${text.replace(/[^0-9]/g, '')}@${domain}`)
  return mapped(`wv:${percentEncode(octets, WV_PLAIN)}@${domain}`)
}

/**
 * The SIP URI of an IMPS user. A resource after the user is dropped; a public group (`wv:/x@d`) or a service (`wv:@d`)
 * is not a user and is refused. `missingDomain` stands in where the address names no domain.
 */
export function toSip(wv: string, missingDomain: string): Mapped {
  const { user = '', domain = missingDomain } = parseWvAddress(wv) ?? {}
  if (user === '') return refuse('not-a-user')
  if (!HOST.test(domain)) return refuse('syntax')
  const octets = percentDecode(user)
  if (!octets) return refuse('syntax')
  if (!isText(octets)) return refuse('unmappable')
  const host = domain.toLowerCase()
  const text = octets.toString('utf8')
  if (PHONE.test(text)) return mapped(`sip:${text}@${host};user=phone`)
  return mapped(`sip:${percentEncode(octets, SIP_PLAIN)}@${host}`)
}
