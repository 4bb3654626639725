import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ipAddress } from './ip-address.ts'
import { longestSegment, tcpPacket, udpPacket, type Endpoint } from './ip-packet.ts'
import { readIp } from './read-ip.ts'
import { TcpConversation, type TcpPacket } from './tcp-conversation.ts'

const endpoint = (host: string, port: number): Endpoint => ({ address: ipAddress(host) ?? Buffer.alloc(4), port })
const port = fc.nat(65_535)
const pairs = fc.oneof(
  fc.tuple(fc.ipV4(), fc.ipV4(), port, port),
  fc.tuple(fc.ipV6(), fc.ipV6(), port, port).filter(([one, another]) => sizeOf(one) === 16 && sizeOf(another) === 16),
)
const sizeOf = (host: string) => ipAddress(host)?.length
const payloads = fc.uint8Array({ maxLength: 50 }).map(octets => Buffer.from(octets))

describe('an IP packet', () => {
  it('has right lengths and checksums around a datagram of either family', () => {
    fc.assert(
      fc.property(pairs, payloads, ([from, to, fromPort, toPort], payload) => {
        const packet = Buffer.concat(udpPacket(endpoint(from, fromPort), endpoint(to, toPort), payload))
        const read = readIp(packet)
        assert.deepEqual([read.protocol, read.fromPort, read.toPort, read.payload], ['udp', fromPort, toPort, payload])
        assert.equal(read.from, ipAddress(from)?.toString('hex'))
        assert.equal(read.to, ipAddress(to)?.toString('hex'))
        // The checksum 0 would say that there is none (RFC 768).
        assert.notEqual(packet.readUInt16BE(packet.length - payload.length - 2), 0)
      }),
    )
  })

  it('has right lengths and checksums around a TCP segment of either family', () => {
    const number = fc.nat(0xffff_ffff)
    fc.assert(
      fc.property(pairs, payloads, number, number, ([from, to, fromPort, toPort], payload, sequence, acknowledged) => {
        const segment = { sequence, acknowledged, flags: 0x18, payload }
        const read = readIp(Buffer.concat(tcpPacket(endpoint(from, fromPort), endpoint(to, toPort), segment)))
        assert.deepEqual([read.sequence, read.acknowledged, read.flags], [sequence, acknowledged, 'PSH ACK'])
        assert.deepEqual([read.fromPort, read.toPort, read.payload], [fromPort, toPort, payload])
      }),
    )
  })
})

describe('a TCP conversation', () => {
  const [peer, iwf] = [endpoint('127.0.0.1', 40_000), endpoint('127.0.0.1', 5060)]
  const read = (packets: readonly TcpPacket[]) => packets.map(({ parts }) => readIp(Buffer.concat(parts)))
  /** Sequence numbers relative to the first. */
  const told = (packets: readonly TcpPacket[], initial = 0) =>
    read(packets).map(({ fromPort, flags, sequence, acknowledged, payload }) => {
      const ack = flags.includes('ACK') ? ` ack ${(acknowledged - initial) >>> 0}` : ''
      return `${fromPort} ${flags} seq ${(sequence - initial) >>> 0}${ack} len ${payload.length}`
    })

  it('has a handshake, running numbers and the ends of both sides', () => {
    const conversation = new TcpConversation(peer, iwf, 0)
    assert.deepEqual(told(conversation.open('local')), [
      '40000 SYN seq 0 len 0',
      '5060 SYN ACK seq 0 ack 1 len 0',
      '40000 ACK seq 1 ack 1 len 0',
    ])
    assert.deepEqual(told(conversation.octets('local', Buffer.alloc(10))), ['40000 PSH ACK seq 1 ack 1 len 10'])
    assert.deepEqual(told(conversation.octets('remote', Buffer.alloc(7))), ['5060 PSH ACK seq 1 ack 11 len 7'])
    assert.deepEqual(told(conversation.end('remote')), [
      '5060 FIN ACK seq 8 ack 11 len 0',
      '40000 ACK seq 11 ack 9 len 0',
    ])
    assert.deepEqual(told(conversation.end('remote')), [], 'a side ends once')
    assert.deepEqual(told(conversation.octets('local', Buffer.alloc(1))), ['40000 PSH ACK seq 11 ack 9 len 1'])
    assert.deepEqual(told([conversation.reset('local')]), ['40000 RST ACK seq 12 ack 9 len 0'])
  })

  it('goes on past the last sequence number', () => {
    const conversation = new TcpConversation(peer, iwf, 0xffff_fffe)
    conversation.open('remote')
    conversation.octets('local', Buffer.alloc(5))
    assert.deepEqual(told(conversation.octets('remote', Buffer.alloc(1)), 0xffff_fffe), [
      '5060 PSH ACK seq 1 ack 6 len 1',
    ])
  })

  it('brings every octet once, in packets no longer than IP allows', () => {
    for (const host of ['127.0.0.1', '::1']) {
      const [near, far] = [endpoint(host, 1), endpoint(host, 2)]
      const longest = longestSegment(near)
      for (const length of [longest - 1, longest, longest + 1, 3 * longest]) {
        const octets = Buffer.from(Array.from({ length }, (_, index) => index % 251))
        const conversation = new TcpConversation(near, far, 7)
        conversation.open('local')
        const segments = read(conversation.octets('local', octets))
        assert.equal(segments.length, Math.ceil(length / longest))
        assert.ok(Buffer.concat(segments.map(({ payload }) => payload)).equals(octets))
        assert.deepEqual(
          segments.map(({ sequence }) => sequence),
          segments.map((_, index) => 8 + index * longest),
        )
      }
    }
  })
})
