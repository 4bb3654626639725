import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret for session set-up: 128 random bits as 32 lower-case hexadecimal digits. */
export const newSecret = (): Buffer => Buffer.from(randomBytes(16).toString('hex'))

/** The proof that the peer's secret was received: base64 of the MD5 of its octets (`imps-ssp` §5.3). */
export const passwordDigest = (secret: Buffer): string => createHash('md5').update(secret).digest('base64')

/** Whether a digest, as received, proves that our secret arrived; compared in constant time. */
export function provesSecret(digest: string, secret: Buffer): boolean {
  const expected = createHash('md5').update(secret).digest()
  const given = Buffer.from(digest.replace(/\s+/g, ''), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
