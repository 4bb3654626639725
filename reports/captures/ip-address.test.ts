import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ipAddress } from './ip-address.ts'

const hex = (text: string) => ipAddress(text)?.toString('hex')

describe('an address', () => {
  it('is read as sockets write it', () => {
    assert.equal(hex('127.0.0.1'), '7f000001')
    assert.equal(hex('::1'), '00000000000000000000000000000001')
    assert.equal(hex('[2001:db8::7]'), '20010db8000000000000000000000007')
    assert.equal(hex('fe80::1%eth0'), 'fe800000000000000000000000000001')
    assert.equal(hex('::'), '00'.repeat(16))
    assert.equal(hex('::ffff:192.0.2.1'), 'c0000201')
  })

  it('is none where there is a name, or nothing', () => {
    for (const text of ['', 'localhost', '127.1', '1::2::3', 'imps.example']) assert.equal(ipAddress(text), undefined)
  })

  it('is the same in all its spellings', () => {
    fc.assert(
      fc.property(fc.ipV6(), text => {
        const canonical = new URL(`http://[${text}]/`).hostname
        assert.equal(hex(text), hex(canonical))
      }),
    )
    fc.assert(fc.property(fc.ipV4(), text => assert.equal([...(ipAddress(text) ?? [])].join('.'), text)))
  })
})
