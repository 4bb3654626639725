import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { EvidenceError } from './evidence-error.ts'

const MAKE_ONE = 'make one with: openssl genpkey -algorithm ed25519 -out key.pem'
const TAKE_PUBLIC = 'take the public half of a key with: openssl pkey -in key.pem -pubout -out pub.pem'

/** Reads a private Ed25519 key, PEM (PKCS #8). Throws an {@link EvidenceError} `key-unreadable` or `key-not-usable`. */
export function readSigningKey(file: string): KeyObject {
  const pem = readKeyFile(file)
  if (pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----'))
    throw unusable(
      file,
      'is encrypted; decrypt it for the time of the sealing: openssl pkey -in key.pem -out plain.pem',
    )
  if (!pem.includes('PRIVATE KEY-----')) throw unusable(file, `holds no private key; ${MAKE_ONE}`)
  return ofEd25519(file, () => createPrivateKey(pem), MAKE_ONE)
}

/** Reads a public Ed25519 key, PEM (SubjectPublicKeyInfo). Throws like {@link readSigningKey}. */
export function readVerifyingKey(file: string): KeyObject {
  const pem = readKeyFile(file)
  if (pem.includes('PRIVATE KEY-----')) throw unusable(file, `holds a private key; ${TAKE_PUBLIC}`)
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw unusable(file, `holds no public key; ${TAKE_PUBLIC}`)
  return ofEd25519(file, () => createPublicKey(pem), TAKE_PUBLIC)
}

/** How envelopes name a key: the SHA-256 of its SubjectPublicKeyInfo (DER), in hexadecimal digits. */
export function keyId(key: KeyObject): string {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('hex')
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new EvidenceError('key-unreadable', `the key ${file} cannot be read: ${why}`, error)
  }
}

function ofEd25519(file: string, read: () => KeyObject, instead: string): KeyObject {
  let key: KeyObject
  try {
    key = read()
  } catch (error) {
    throw unusable(file, `is no key in PEM that can be read; ${instead}`, error)
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw unusable(file, `is a key of type ${key.asymmetricKeyType ?? 'unknown'}, but Ed25519 is wanted; ${instead}`)
  return key
}

const unusable = (file: string, what: string, cause?: unknown): EvidenceError =>
  new EvidenceError('key-not-usable', `the key ${file} ${what}`, cause)
