import type { ApplicationProtocol } from '../../protocols/wire/tap.ts'
import type { DatagramEvent, OpenEvent } from '../../trace/events.ts'
import type { Traffic } from './case-traffic.ts'
import type { Endpoint } from './ip-packet.ts'
import type { CommentsOf, Packet, Packets } from './packet.ts'
import { LONGEST_PACKET } from './pcapng.ts'
import { ShownAddresses } from './shown-addresses.ts'

/** Tags of `LINKTYPE_WIRESHARK_UPPER_PDU` (Wireshark, `epan/exported_pdu.h`); addresses by their length. */
const TAG = {
  end: 0,
  dissector: 12,
  source: { 4: 20, 16: 22 },
  destination: { 4: 21, 16: 23 },
  portType: 24,
  sourcePort: 25,
  destinationPort: 26,
} as const

const PORT_TYPE = { tcp: 2, udp: 3 } as const

/**
 * The traffic of a case as messages for the dissectors that their tags name: no headers below, each message in one
 * piece at the time of its last octet. Of a message that is longer than a packet may be only the beginning is there.
 */
export function upperPduPackets(traffic: readonly Traffic[], commentsOf: CommentsOf): Packets {
  const addresses = new ShownAddresses()
  const opens = new Map<string, OpenEvent>()
  const packets: Packet[] = []
  for (const each of traffic) {
    if (each.kind === 'open') opens.set(each.event.connection, each.event)
    if (each.kind !== 'octets') continue
    const { event, complete } = each
    const open = event.type === 'datagram' ? event : opens.get(event.connection)
    if (!open) continue
    for (const { message } of complete) {
      const { octets } = message.sighting
      const tags = tagsOf(open, event.direction, octets, addresses)
      const room = LONGEST_PACKET - tags.length
      packets.push({
        leg: message.sighting,
        t: event.t,
        direction: event.direction,
        parts: [tags, octets.subarray(0, room)],
        ...(octets.length > room ? { originalLength: tags.length + octets.length } : {}),
        comments: commentsOf(message),
      })
    }
  }
  const isCut = packets.some(({ originalLength }) => originalLength !== undefined)
  return { packets, notes: [...(isCut ? [CUT] : []), ...addresses.notes] }
}

const CUT =
  'Of a message that is too long for a packet only the beginning is here; captures of IP packets hold all of it.'

function tagsOf(
  open: OpenEvent | DatagramEvent,
  direction: Packet['direction'],
  octets: Buffer,
  addresses: ShownAddresses,
): Buffer {
  const [near, far] = addresses.ends(open.local, open.remote)
  const [from, to] = direction === 'sent' ? [near, far] : [far, near]
  return Buffer.concat([
    tag(TAG.dissector, Buffer.from(dissectorOf(open.protocol, octets), 'latin1')),
    tag(TAG.source[sizeOf(from)], from.address),
    tag(TAG.destination[sizeOf(to)], to.address),
    tag(TAG.portType, number(PORT_TYPE[open.type === 'datagram' ? 'udp' : 'tcp'])),
    tag(TAG.sourcePort, number(from.port)),
    tag(TAG.destinationPort, number(to.port)),
    tag(TAG.end, Buffer.alloc(0)),
  ])
}

/** Keep-alives (RFC 5626 §3.5.1) are messages of no dissector. */
const dissectorOf = (protocol: ApplicationProtocol, octets: Buffer): string =>
  octets.every(octet => octet === 0x0d || octet === 0x0a || octet === 0) ? 'data' : protocol

const sizeOf = ({ address }: Endpoint): 4 | 16 => (address.length === 4 ? 4 : 16)

const number = (value: number): Buffer => {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(value)
  return octets
}

/** The length counts the zeros that bring a value to whole words. */
function tag(code: number, value: Buffer): Buffer {
  const length = (value.length + 3) & ~3
  const octets = Buffer.alloc(4 + length)
  octets.writeUInt16BE(code, 0)
  octets.writeUInt16BE(length, 2)
  value.copy(octets, 4)
  return octets
}
