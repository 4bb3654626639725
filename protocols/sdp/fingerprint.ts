import { createHash, X509Certificate } from 'node:crypto'

/** Hash functions of RFC 4572 §5 by their SDP names, and what OpenSSL calls them. MD5 and MD2 prove nothing any more. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['sha-1', 'sha1'],
  ['sha-224', 'sha224'],
  ['sha-256', 'sha256'],
  ['sha-384', 'sha384'],
  ['sha-512', 'sha512'],
])

const form = /^(\S+) ([0-9A-F]{2}(?::[0-9A-F]{2})*)$/i

/** The value of `a=fingerprint` for a certificate in PEM, e.g. `sha-256 4A:AD:B9:...` (RFC 4572 §5). */
export function fingerprintOf(certificate: string): string {
  return `sha-256 ${new X509Certificate(certificate).fingerprint256}`
}

/** Whether a certificate, DER, is the one that a value of `a=fingerprint` names; false for an unknown hash function. */
export function isFingerprintOf(fingerprint: string, der: Buffer): boolean {
  const [, name = '', digits = ''] = form.exec(fingerprint) ?? []
  const hash = hashes.get(name.toLowerCase())
  if (hash === undefined) return false
  return createHash(hash).update(der).digest('hex') === digits.replaceAll(':', '').toLowerCase()
}
