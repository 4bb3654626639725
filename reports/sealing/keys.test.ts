import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { keyId, readSigningKey, readVerifyingKey } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'keys-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const pem = (key: KeyObject) => key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' })
const ed25519 = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateFile = file('key.pem', pem(ed25519.privateKey))
const publicFile = file('pub.pem', pem(ed25519.publicKey))

describe('the keys of sealed evidence', () => {
  it('are read from PEM, and both halves have one id: the SHA-256 of the public half in DER', () => {
    const der = ed25519.publicKey.export({ type: 'spki', format: 'der' })
    const id = createHash('sha256').update(der).digest('hex')
    assert.equal(keyId(readSigningKey(privateFile)), id)
    assert.equal(keyId(readVerifyingKey(publicFile)), id)
  })

  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  const refusals: readonly [what: string, read: () => KeyObject, message: RegExp][] = [
    ['a file that is not there', () => readSigningKey(join(folder, 'none')), /none cannot be read: ENOENT/],
    ['a public key to sign with', () => readSigningKey(publicFile), /pub\.pem holds no private key; make one with/],
    ['a private key to verify with', () => readVerifyingKey(privateFile), /key\.pem holds a private key; take the pub/],
    [
      'another kind of key',
      () => readSigningKey(file('rsa', pem(rsa.privateKey))),
      /of type rsa, but Ed25519 is wanted/,
    ],
    ['another kind of public key', () => readVerifyingKey(file('rsa.pub', pem(rsa.publicKey))), /of type rsa/],
    ['an encrypted key', () => readSigningKey(file('e', ed25519.privateKey.export(encrypted))), /e is encrypted/],
    ['no key', () => readVerifyingKey(file('text', 'hello')), /text holds no public key/],
    [
      'a key that is cut off',
      () => readSigningKey(file('cut', '-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n')),
      /cut is no key in PEM that can be read/,
    ],
  ]
  for (const [what, read, message] of refusals)
    it(`are not ${what}`, () => assert.throws(read, { name: 'EvidenceError', message }))
})
