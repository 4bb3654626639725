import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { enhancedPacket, interfaceDescription, LINK_TYPE, LONGEST_PACKET, sectionHeader } from './pcapng.ts'
import { readPackets, readPcapng } from './read-pcapng.ts'

const section = sectionHeader({ hardware: 'sockets', application: 'harness 1', comment: 'run 1' })
const leg = interfaceDescription({ linkType: LINK_TYPE.rawIp, name: 'simple sip', description: 'SIP' })
const plain = { interface: 0, at: 0n, direction: 'inbound', parts: [], comments: [] } as const

describe('a pcapng file', () => {
  it('begins with a section that says who wrote it, and with its interfaces', () => {
    const [head, first] = readPcapng(Buffer.concat([section, leg]))
    assert.equal(head?.fields.toString('hex'), '4d3c2b1a01000000ffffffffffffffff')
    const words = head.options.map(({ code, value }) => [code, value.toString()])
    assert.deepEqual(words, [
      [1, 'run 1'],
      [2, 'sockets'],
      [4, 'harness 1'],
    ])
    assert.equal(first?.fields.readUInt16LE(0), 101)
    assert.equal(first.fields.readUInt32LE(4), LONGEST_PACKET)
    assert.deepEqual(first.options.find(({ code }) => code === 9)?.value, Buffer.from([9]), 'times in nanoseconds')
  })

  it('gives packets back as they were, whatever their length and comments', () => {
    const packet = fc.record({
      interface: fc.nat(5),
      at: fc.bigInt(0n, (1n << 64n) - 1n),
      direction: fc.constantFrom('inbound', 'outbound'),
      parts: fc.array(fc.uint8Array({ maxLength: 9 }).map(octets => Buffer.from(octets))),
      comments: fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })),
    })
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 4 }), packets => {
        const file = Buffer.concat([section, leg, ...packets.map(enhancedPacket)])
        const read = readPackets(file)
        assert.deepEqual(
          read,
          packets.map(({ parts, ...rest }) => {
            const octets = Buffer.concat(parts)
            return { ...rest, octets, originalLength: octets.length }
          }),
        )
      }),
    )
  })

  it('tells how long a packet was of which only the beginning is there', () => {
    const [packet] = readPackets(enhancedPacket({ ...plain, parts: [Buffer.alloc(5)], originalLength: 900 }))
    assert.deepEqual([packet?.octets.length, packet?.originalLength], [5, 900])
  })

  it('refuses a packet that readers would take for damage', () => {
    enhancedPacket({ ...plain, parts: [Buffer.alloc(LONGEST_PACKET)] })
    assert.throws(
      () => enhancedPacket({ ...plain, parts: [Buffer.alloc(LONGEST_PACKET), Buffer.alloc(1)] }),
      RangeError,
    )
  })

  it('cuts a comment that no option can hold between two characters', () => {
    for (const shift of ['', 'a', 'ab', 'abc']) {
      const [packet] = readPcapng(enhancedPacket({ ...plain, comments: [shift + '😀'.repeat(20_000)] }))
      const comment = packet?.options[0]?.value
      assert.ok(comment && comment.length <= 65_535 && comment.length > 65_500 && isUtf8(comment))
      assert.match(comment.toString(), /😀 …$/)
    }
  })
})
