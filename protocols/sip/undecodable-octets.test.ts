import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeText, encodeText } from './undecodable-octets.ts'

describe('text of octets that need not be UTF-8', () => {
  it('is that of UTF-8 where they are', () => {
    assert.equal(decodeText(Buffer.from('grüße 💀\ufeff')), 'grüße 💀\ufeff')
    assert.deepEqual(encodeText('grüße 💀\ufeff'), Buffer.from('grüße 💀\ufeff'))
  })

  for (const [what, hex, text] of [
    ['a lead without what follows', 'c3', '\udcc3'],
    ['a lead before another character', 'c328', '\udcc3('],
    ['a continuation without lead', '61a962', 'a\udca9b'],
    ['an overlong form', 'c0af', '\udcc0\udcaf'],
    ['an encoded surrogate', 'edb280', '\udced\udcb2\udc80'],
    ['an octet of Latin-1 beside UTF-8', 'e9c3a9', '\udce9é'],
    ['what is beyond U+10FFFF', 'f4908080', '\udcf4\udc90\udc80\udc80'],
  ] as const)
    it(`keeps the octets of ${what}`, () => {
      assert.equal(decodeText(Buffer.from(hex, 'hex')), text)
      assert.equal(encodeText(text).toString('hex'), hex)
    })

  it('comes back as the same octets, whatever they are', () => {
    const octet = fc.oneof(fc.nat(255), fc.constantFrom(0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xb2, 0xf0, 0x9f))
    fc.assert(
      fc.property(fc.array(octet, { maxLength: 40 }), list => {
        const octets = Buffer.from(list)
        assert.deepEqual(encodeText(decodeText(octets)), octets)
      }),
    )
  })
})
