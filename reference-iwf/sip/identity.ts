import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'

/** Who sent a request: the URI to be mapped, or the reason why nobody can be named. */
export type Sender =
  | { readonly known: true; readonly uri: string }
  | { readonly known: false; readonly because: 'anonymous' | 'malformed' }

const sipUri = (value: string): string | undefined => {
  const uri = parseNameAddress(value)?.uri
  return uri !== undefined && /^sips?:/i.test(uri) ? uri : undefined
}

/** What decides on who is believed to be the sender. */
export interface IdentityPolicy {
  /** Whether the hop that a request came from is believed in what it asserts. */
  readonly trusts: (hop: string) => boolean
  /** Whether the IMPS domain is inside the trust domain that a private identity may not leave (RFC 3325 §7). */
  readonly impsInside: boolean
}

/**
 * The sender of a request: the asserted SIP identity where a trusted hop vouches for it, otherwise From (RFC 3325 §8,
 * AMB-20). The assertion of anybody else is not looked at, and an identity under `Privacy: id` is not told to a domain
 * outside. CPIM headers never name the sender.
 */
export function senderOf(request: SipRequest, cameFrom: string, { trusts, impsInside }: IdentityPolicy): Sender {
  if (trusts(cameFrom)) {
    const asserted = headerValues(request, 'p-asserted-identity').flatMap(value => sipUri(value) ?? [])[0]
    if (asserted !== undefined)
      return isPrivate(request) && !impsInside ? { known: false, because: 'anonymous' } : { known: true, uri: asserted }
  }
  const from = parseNameAddress(headerValue(request, 'from') ?? '')?.uri
  if (from === undefined) return { known: false, because: 'malformed' }
  if (/@anonymous\.invalid$/i.test(from) || /^sips?:anonymous@/i.test(from))
    return { known: false, because: 'anonymous' }
  return { known: true, uri: from }
}

/** Whether the user asked for the privacy of the asserted identity; values are separated by semicolons (RFC 3323 §4.2). */
const isPrivate = (request: SipRequest): boolean =>
  headerValues(request, 'privacy')
    .flatMap(value => value.split(/[;,]/))
    .some(value => value.trim().toLowerCase() === 'id')
