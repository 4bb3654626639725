import { internetChecksum } from './internet-checksum.ts'
import type { IpAddress } from './ip-address.ts'

/** One end of a conversation, as its packets show it. */
export interface Endpoint {
  /** The same family at both ends. */
  readonly address: IpAddress
  readonly port: number
}

const PROTOCOL = { tcp: 6, udp: 17 } as const
const HOP_LIMIT = 64

/** Octets that one TCP segment can carry: the length fields of IP have 16 bits. */
export const longestSegment = ({ address }: Endpoint): number => (address.length === 4 ? 65_495 : 65_515)

/** A UDP datagram in an IP packet (RFC 768), as parts that follow each other. */
export function udpPacket(from: Endpoint, to: Endpoint, payload: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt16BE(8 + payload.length, 4)
  // Zero would say that there is none.
  header.writeUInt16BE(transportChecksum('udp', from, to, [header, payload]) || 0xffff, 6)
  return [ipHeader('udp', from, to, header.length + payload.length), header, payload]
}

export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const

export interface Segment {
  readonly sequence: number
  readonly acknowledged: number
  /** Sum of {@link TCP_FLAG}. */
  readonly flags: number
  /** Whole words (RFC 9293 §3.1). */
  readonly options?: Buffer
  readonly payload: Buffer
}

const NO_OPTIONS = Buffer.alloc(0)

/** A TCP segment in an IP packet (RFC 9293 §3.1), as parts that follow each other. */
export function tcpPacket(from: Endpoint, to: Endpoint, segment: Segment): readonly Buffer[] {
  const { sequence, acknowledged, flags, options = NO_OPTIONS, payload } = segment
  const header = Buffer.alloc(20 + options.length)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt32BE(sequence, 4)
  header.writeUInt32BE(acknowledged, 8)
  header.writeUInt8((header.length / 4) << 4, 12)
  header.writeUInt8(flags, 13)
  header.writeUInt16BE(0xffff, 14)
  options.copy(header, 20)
  header.writeUInt16BE(transportChecksum('tcp', from, to, [header, payload]), 16)
  return [ipHeader('tcp', from, to, header.length + payload.length), header, payload]
}

function ipHeader(protocol: keyof typeof PROTOCOL, from: Endpoint, to: Endpoint, length: number): Buffer {
  return from.address.length === 4 ? ipv4Header(protocol, from, to, length) : ipv6Header(protocol, from, to, length)
}

/** RFC 791 §3.1, without options; "don't fragment" is set. */
function ipv4Header(protocol: keyof typeof PROTOCOL, from: Endpoint, to: Endpoint, length: number): Buffer {
  const header = Buffer.alloc(20)
  header.writeUInt8(0x45, 0)
  header.writeUInt16BE(20 + length, 2)
  header.writeUInt16BE(0x4000, 6)
  header.writeUInt8(HOP_LIMIT, 8)
  header.writeUInt8(PROTOCOL[protocol], 9)
  from.address.copy(header, 12)
  to.address.copy(header, 16)
  header.writeUInt16BE(internetChecksum([header]), 10)
  return header
}

/** RFC 8200 §3, without extension headers. */
function ipv6Header(protocol: keyof typeof PROTOCOL, from: Endpoint, to: Endpoint, length: number): Buffer {
  const header = Buffer.alloc(40)
  header.writeUInt8(0x60, 0)
  header.writeUInt16BE(length, 4)
  header.writeUInt8(PROTOCOL[protocol], 6)
  header.writeUInt8(HOP_LIMIT, 7)
  from.address.copy(header, 8)
  to.address.copy(header, 24)
  return header
}

/** Over a pseudo header too (RFC 9293 §3.1, RFC 8200 §8.1); the checksum field is zero meanwhile. */
function transportChecksum(
  protocol: keyof typeof PROTOCOL,
  from: Endpoint,
  to: Endpoint,
  [header, payload]: readonly [header: Buffer, payload: Buffer],
): number {
  const pseudo = Buffer.alloc(8)
  pseudo.writeUInt32BE(header.length + payload.length, 0)
  pseudo.writeUInt8(PROTOCOL[protocol], 7)
  return internetChecksum([from.address, to.address, pseudo, header, payload])
}
