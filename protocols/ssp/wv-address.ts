/** An IMPS address taken apart (`imps-ssp` §2). Parts are as written, not percent-decoded. */
export interface WvAddress {
  /** Empty for public groups and services. */
  readonly user: string
  /** What follows the first slash: a group, contact list or client. */
  readonly resource?: string
  /** Missing means the domain that the context tells (`decisions` 25). */
  readonly domain?: string
}

/**
 * Takes an address apart: `wv:` may be missing and is compared without case, the domain follows the last at-sign, the
 * resource the first slash. Never throws; a text without any part gives undefined.
 */
export function parseWvAddress(text: string): WvAddress | undefined {
  const bare = text.trim().replace(/^wv:/i, '')
  if (bare === '') return undefined
  const at = bare.lastIndexOf('@')
  const left = at === -1 ? bare : bare.slice(0, at)
  const domain = at === -1 ? undefined : bare.slice(at + 1)
  const slash = left.indexOf('/')
  if (left === '' && (domain === undefined || domain === '')) return undefined
  return {
    user: slash === -1 ? left : left.slice(0, slash),
    ...(slash === -1 ? {} : { resource: left.slice(slash + 1) }),
    ...(domain === undefined || domain === '' ? {} : { domain }),
  }
}

export type WvAddressKind = 'user' | 'private-group' | 'public-group' | 'service'

export function kindOf(address: WvAddress): WvAddressKind {
  if (address.user !== '') return address.resource === undefined ? 'user' : 'private-group'
  return address.resource === undefined ? 'service' : 'public-group'
}

/** Writes an address, always with `wv:`. */
export function formatWvAddress({ user, resource, domain }: WvAddress): string {
  const left = resource === undefined ? user : `${user}/${resource}`
  // An at-sign before the domain would be taken for that of the domain where there is none.
  const open = left.includes('@') ? '@' : ''
  return `wv:${left}${domain === undefined ? open : `@${domain}`}`
}

/** `wv:@domain`: a server that speaks as a domain. */
export const serviceIdOf = (domain: string): string => `wv:@${domain}`

/** The domain of an address in lower case, or `otherwise` when it names none. */
export function domainOf(text: string, otherwise?: string): string | undefined {
  return (parseWvAddress(text)?.domain ?? otherwise)?.toLowerCase()
}

/**
 * One text per address, whatever its spelling: `wv:` written, case folded, percent-encoding of the same character
 * equal. For use as a key. `otherwise` is the domain of an address that names none.
 */
export function canonicalWvAddress(text: string, otherwise?: string): string {
  const address = parseWvAddress(text)
  if (!address) return ''
  const domain = address.domain ?? otherwise
  return formatWvAddress({
    user: canonicalPart(address.user),
    ...(address.resource === undefined ? {} : { resource: canonicalPart(address.resource) }),
    ...(domain === undefined ? {} : { domain: domain.toLowerCase() }),
  })
}

/** Whether two texts name the same party: compared without case and after percent-decoding, part by part. */
export const sameWvAddress = (one: string, other: string, otherwise?: string): boolean =>
  canonicalWvAddress(one, otherwise) === canonicalWvAddress(other, otherwise)

/** A leading plus stands for a phone number and differs from its percent-encoding; everywhere else they are equal. */
function canonicalPart(part: string): string {
  const phone = part.startsWith('+')
  const folded = percentDecode(phone ? part.slice(1) : part).toLowerCase()
  return (phone ? '+' : '') + folded.replace(/[^a-z0-9\-_.!~*'()&=$,;?]/gu, encode)
}

const encode = (character: string) =>
  [...Buffer.from(character)].map(octet => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')

function percentDecode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
