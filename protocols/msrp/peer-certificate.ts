import { isFingerprintOf } from '../sdp/fingerprint.ts'
import type { ConnectionFacts } from '../wire/tap.ts'

/**
 * Whether the other side of a connection is who the session description says. With fingerprints it must have presented
 * the certificate that one of them names (RFC 4975 §14.4, RFC 4572 §6.2). Without, a server must be trusted and named as
 * the URI names it, while a client that presents nothing is told by its first request (RFC 4975 §5.4). Without TLS
 * nothing is promised.
 */
export function isExpectedPeer({ tls, role }: ConnectionFacts, fingerprints: readonly string[]): boolean {
  if (!tls) return true
  const { certificate, trusted } = tls
  if (fingerprints.length > 0) {
    const der = certificate && Buffer.from(certificate.der, 'base64')
    return der !== undefined && fingerprints.some(fingerprint => isFingerprintOf(fingerprint, der))
  }
  return role === 'accepted' && certificate === undefined ? true : trusted
}
