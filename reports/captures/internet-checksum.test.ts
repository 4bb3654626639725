import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { internetChecksum } from './internet-checksum.ts'

describe('the Internet checksum', () => {
  it('is that of the example (RFC 1071 §3)', () => {
    assert.equal(internetChecksum([Buffer.from('0001f203f4f5f6f7', 'hex')]), ~0xddf2 & 0xffff)
  })

  it('adds a zero to an odd number of octets', () => {
    assert.equal(internetChecksum([Buffer.from([0x12])]), internetChecksum([Buffer.from([0x12, 0])]))
  })

  it('makes zero of octets that hold it, in however many parts they come', () => {
    const words = fc.uint8Array({ maxLength: 40 }).map(octets => Buffer.from(octets.subarray(0, octets.length & ~1)))
    fc.assert(
      fc.property(fc.array(words), parts => {
        const sum = internetChecksum(parts)
        assert.equal(sum, internetChecksum([Buffer.concat(parts)]))
        assert.equal(internetChecksum([...parts, Buffer.from([sum >> 8, sum & 0xff])]), 0)
      }),
    )
  })

  it('does not lose a carry over megabytes', () => {
    assert.equal(internetChecksum([Buffer.alloc(20_000_000, 0xff)]), 0)
  })
})
