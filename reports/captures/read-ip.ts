import { internetChecksum } from './internet-checksum.ts'

/** What the headers of an IP packet say; for tests. */
export interface ReadIp {
  readonly protocol: 'tcp' | 'udp'
  /** Octets as hexadecimal digits. */
  readonly from: string
  readonly to: string
  readonly fromPort: number
  readonly toPort: number
  readonly sequence: number
  readonly acknowledged: number
  /** E.g. `SYN ACK`. */
  readonly flags: string
  readonly payload: Buffer
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK']

/** Reads a packet, for tests. Throws a `RangeError` when a length or a checksum is wrong. */
export function readIp(packet: Buffer): ReadIp {
  const is4 = packet.readUInt8(0) >> 4 === 4
  const header = packet.subarray(0, is4 ? 20 : 40)
  const length = is4 ? packet.readUInt16BE(2) : 40 + packet.readUInt16BE(4)
  if (length !== packet.length) throw new RangeError(`${packet.length} octets where the header says ${length}`)
  if (is4 && internetChecksum([header]) !== 0) throw new RangeError('the checksum of the IP header is wrong')
  const number = packet.readUInt8(is4 ? 9 : 6)
  const [from, to] = is4
    ? [header.subarray(12, 16), header.subarray(16)]
    : [header.subarray(8, 24), header.subarray(24)]
  const segment = packet.subarray(header.length)
  const pseudo = Buffer.alloc(8)
  pseudo.writeUInt32BE(segment.length)
  pseudo.writeUInt8(number, 7)
  if (internetChecksum([from, to, pseudo, segment]) !== 0) throw new RangeError('the checksum of the payload is wrong')
  const isTcp = number === 6
  if (!isTcp && segment.readUInt16BE(4) !== segment.length) throw new RangeError('the length of the datagram is wrong')
  return {
    protocol: isTcp ? 'tcp' : 'udp',
    from: from.toString('hex'),
    to: to.toString('hex'),
    fromPort: segment.readUInt16BE(0),
    toPort: segment.readUInt16BE(2),
    sequence: isTcp ? segment.readUInt32BE(4) : 0,
    acknowledged: isTcp ? segment.readUInt32BE(8) : 0,
    flags: isTcp ? FLAGS.filter((_, bit) => (segment.readUInt8(13) >> bit) & 1).join(' ') : '',
    payload: segment.subarray(isTcp ? (segment.readUInt8(12) >> 4) * 4 : 8),
  }
}
