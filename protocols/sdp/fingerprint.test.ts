import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { isFingerprintOf } from './fingerprint.ts'

const der = Buffer.from('the octets of a certificate')
const digest = (hash: string) => createHash(hash).update(der).digest('hex').toUpperCase().match(/../g)?.join(':') ?? ''

describe('a fingerprint in SDP', () => {
  it('names the certificate that it is the hash of, by any function of RFC 4572 §5', () => {
    assert.equal(isFingerprintOf(`sha-256 ${digest('sha256')}`, der), true)
    assert.equal(isFingerprintOf(`SHA-1 ${digest('sha1')}`, der), true)
    assert.equal(isFingerprintOf(`sha-512 ${digest('sha512').toLowerCase()}`, der), true)
  })

  it('names no other', () => {
    assert.equal(isFingerprintOf(`sha-256 ${digest('sha256')}`, Buffer.from('another')), false)
    assert.equal(isFingerprintOf(`sha-256 ${digest('sha1')}`, der), false)
  })

  it('says nothing by a function that is unknown or broken, or in another form', () => {
    assert.equal(isFingerprintOf(`md5 ${digest('md5')}`, der), false)
    assert.equal(isFingerprintOf(`constructor ${digest('sha1')}`, der), false)
    assert.equal(isFingerprintOf(digest('sha256'), der), false)
    assert.equal(isFingerprintOf('', der), false)
  })
})
