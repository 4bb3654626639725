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

/**
 * The sender of a request: the asserted SIP identity where a trusted hop vouches for it, otherwise From (RFC 3325 §8,
 * AMB-20). The assertion of anybody else is not looked at. CPIM headers never name the sender.
 */
export function senderOf(request: SipRequest, cameFrom: string, trustedHops: readonly string[]): Sender {
  if (trustedHops.includes(cameFrom)) {
    const asserted = headerValues(request, 'p-asserted-identity').flatMap(value => sipUri(value) ?? [])[0]
    if (asserted !== undefined) return { known: true, uri: asserted }
  }
  const from = parseNameAddress(headerValue(request, 'from') ?? '')?.uri
  if (from === undefined) return { known: false, because: 'malformed' }
  if (/@anonymous\.invalid$/i.test(from) || /^sips?:anonymous@/i.test(from))
    return { known: false, because: 'anonymous' }
  return { known: true, uri: from }
}
