import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openEnvelope, preAuthenticationEncoding, sealEnvelope, type Envelope } from './dsse.ts'
import { keyId } from './keys.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const TYPE = 'application/vnd.in-toto+json'
const payload = Buffer.from('{"é":1}')
const sealed = Buffer.from(sealEnvelope(TYPE, payload, privateKey))
const wrongIn = (octets: Buffer, key = publicKey): string => openEnvelope(octets, key).wrong ?? 'nothing'

describe('a DSSE envelope', () => {
  it('signs type and payload with their lengths in octets, as the example of the DSSE protocol has it', () => {
    assert.equal(
      preAuthenticationEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString(),
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    )
    assert.equal(preAuthenticationEncoding('é', Buffer.from('é')).toString(), 'DSSEv1 2 é 2 é')
  })

  it('gives back what was signed', () => {
    assert.deepEqual(openEnvelope(sealed, publicKey), { payload, payloadType: TYPE })
  })

  it('is the same text every time', () => {
    assert.equal(sealEnvelope(TYPE, payload, privateKey), sealed.toString())
  })

  it('names its key, and is refused under another one', () => {
    const envelope = JSON.parse(sealed.toString()) as Envelope
    assert.equal(envelope.signatures[0].keyid, keyId(publicKey))
    assert.match(wrongIn(sealed, other.publicKey), /not by the given key/)
  })

  it('is refused when any one octet of it is another', () => {
    for (let at = 0; at < sealed.length; at++)
      for (const bit of [0x01, 0x20, 0x80]) {
        const changed = Buffer.from(sealed)
        changed[at] = (changed[at] ?? 0) ^ bit
        assert.notEqual(wrongIn(changed), 'nothing', `octet ${at} as ${String.fromCharCode(changed[at] ?? 0)}`)
      }
  })

  it('is refused when it is longer, shorter, empty, or no envelope at all', () => {
    const more = [Buffer.concat([sealed, Buffer.from('\n')]), sealed.subarray(0, -1), Buffer.alloc(0)]
    for (const octets of [...more, Buffer.from('[]'), Buffer.from('null'), Buffer.from('{"payload":1}')])
      assert.notEqual(wrongIn(octets), 'nothing', octets.toString())
  })

  it('is refused with no signature or a second one', () => {
    const envelope = JSON.parse(sealed.toString()) as Envelope
    for (const signatures of [[], [...envelope.signatures, ...envelope.signatures]])
      assert.match(wrongIn(Buffer.from(JSON.stringify({ ...envelope, signatures }))), /no DSSE envelope with one/)
  })

  it('has a signature that OpenSSL accepts, too', context => {
    if (spawnSync('openssl', ['version']).status !== 0) {
      context.skip('there is no openssl')
      return
    }
    const folder = mkdtempSync(join(tmpdir(), 'dsse-'))
    try {
      const path = (name: string) => join(folder, name)
      const envelope = JSON.parse(sealed.toString()) as Envelope
      writeFileSync(path('pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
      writeFileSync(path('signed'), preAuthenticationEncoding(TYPE, payload))
      writeFileSync(path('signature'), Buffer.from(envelope.signatures[0].sig, 'base64'))
      const { status, stdout, stderr } = spawnSync(
        'openssl',
        ['pkeyutl', '-verify', '-pubin', '-rawin'].concat([
          '-inkey',
          path('pub.pem'),
          '-in',
          path('signed'),
          '-sigfile',
          path('signature'),
        ]),
        { encoding: 'utf8' },
      )
      assert.equal(status, 0, stdout + stderr)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
