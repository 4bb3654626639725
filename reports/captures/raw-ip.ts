import { crc32 } from 'node:zlib'
import type { OpenEvent, RefusedEvent } from '../../trace/events.ts'
import type { Traffic, TrafficOctets } from './case-traffic.ts'
import { udpPacket, type Endpoint } from './ip-packet.ts'
import type { CommentsOf, Leg, Packet, Packets } from './packet.ts'
import { ShownAddresses } from './shown-addresses.ts'
import { ShownPorts } from './shown-ports.ts'
import { TcpConversation, type Side, type TcpPacket } from './tcp-conversation.ts'

/**
 * The traffic of a case as IP packets: its octets in the pieces in which the log holds them, under headers that are
 * made here. Sequence numbers count the octets of the case alone, so that a connection that several cases share reads
 * as if nothing else had been on it.
 */
export function rawIpPackets(traffic: readonly Traffic[], commentsOf: CommentsOf, caseId: string): Packets {
  const wire = new Wire(caseId, new ShownPorts(traffic), commentsOf)
  return { packets: traffic.flatMap(each => wire.packetsOf(each)), notes: wire.notes }
}

interface Connection {
  readonly leg: Leg
  readonly conversation: TcpConversation
}

class Wire {
  readonly #caseId: string
  readonly #commentsOf: CommentsOf
  readonly #ports: ShownPorts
  readonly #addresses = new ShownAddresses()
  readonly #connections = new Map<string, Connection>()

  constructor(caseId: string, ports: ShownPorts, commentsOf: CommentsOf) {
    this.#caseId = caseId
    this.#ports = ports
    this.#commentsOf = commentsOf
  }

  get notes(): readonly string[] {
    return [...this.#ports.notes, ...this.#addresses.notes]
  }

  packetsOf(traffic: Traffic): readonly Packet[] {
    switch (traffic.kind) {
      case 'open':
        return this.#opened(traffic.event)
      case 'octets':
        return this.#octets(traffic)
      case 'close':
        return this.#closed(traffic.event)
      case 'refused':
        return this.#refused(traffic.event)
    }
  }

  #opened(event: OpenEvent): readonly Packet[] {
    const { connection, seq, role, t, tls } = event
    const [near, far] = this.#addresses.ends(...this.#ports.ends(event))
    const opened = { leg: event, conversation: this.#conversation(near, far, seq) }
    this.#connections.set(connection, opened)
    const handshake = opened.conversation.open(openerOf(role))
    if (!tls) return packets(handshake, opened.leg, t)
    const { version, cipher, trusted, distrustedBecause, certificate } = tls
    const trust = trusted ? 'trusted' : `not trusted (${distrustedBecause ?? 'no reason given'})`
    const whose = certificate
      ? `the other side is ${certificate.subject}, ${trust}`
      : 'the other side showed no certificate'
    return packets(handshake, opened.leg, t, [[0, `${version}, ${cipher}; ${whose}; the octets are shown decrypted`]])
  }

  /** Its sequence numbers begin elsewhere in the capture of each case, so that captures can be joined (`mergecap -a`). */
  #conversation(near: Endpoint, far: Endpoint, seq: number): TcpConversation {
    return new TcpConversation(near, far, crc32(`${this.#caseId} ${seq}`))
  }

  #octets({ event, octets, complete }: TrafficOctets): readonly Packet[] {
    const cited = complete.flatMap(({ message, end }) => this.#commentsOf(message).map(text => ({ end, text })))
    if (event.type === 'datagram') {
      const { direction, t } = event
      const [near, far] = this.#addresses.ends(...this.#ports.ends(event))
      const parts = direction === 'sent' ? udpPacket(near, far, octets) : udpPacket(far, near, octets)
      return [{ leg: { ...event, transport: 'udp' }, t, direction, parts, comments: cited.map(({ text }) => text) }]
    }
    const connection = this.#connections.get(event.connection)
    if (!connection) return []
    const { conversation, leg } = connection
    // Readers look for one MSRP message in a segment, whatever follows it there.
    const cuts = leg.protocol === 'msrp' ? complete.map(({ end }) => end) : []
    const segments = piecesOf(octets, cuts).flatMap(piece =>
      conversation.octets(event.direction === 'sent' ? 'local' : 'remote', piece),
    )
    const comments = cited.map(({ end, text }) => [segmentWith(end, segments), text] as const)
    return packets(segments, leg, event.t, comments)
  }

  #closed(event: Extract<Traffic, { kind: 'close' }>['event']): readonly Packet[] {
    const connection = this.#connections.get(event.connection)
    if (!connection) return []
    const { conversation, leg } = connection
    if (event.type === 'end') return packets(conversation.end(event.by === 'self' ? 'local' : 'remote'), leg, event.t)
    if (event.code === 'SELF') return packets([conversation.reset('local')], leg, event.t)
    // The system tells of an abortive end by an error code of its own.
    return packets([conversation.reset('remote')], leg, event.t, [[0, `the connection ended with ${event.code}`]])
  }

  /** An attempt of ours has no local address in the log: it never got one that counts. */
  #refused(event: RefusedEvent): readonly Packet[] {
    const { remote, role, seq, t, code, transport } = event
    const [near, far] = this.#addresses.ends({ host: '', port: 0 }, remote)
    const conversation = this.#conversation(near, far, seq)
    const comment = `a connection over ${transport} failed while the case ran: ${code}; our own address is not in the log`
    return packets(conversation.refuse(openerOf(role)), event, t, [[0, comment]])
  }
}

/** Octets cut at some places, which ascend. */
function piecesOf(octets: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const ends = [...cuts, octets.length]
  return ends.flatMap((end, index) => {
    const start = ends[index - 1] ?? 0
    return start < end ? [octets.subarray(start, end)] : []
  })
}

/** Place of the segment that brings the last of so many octets. */
function segmentWith(count: number, segments: readonly TcpPacket[]): number {
  let brought = 0
  return segments.findIndex(({ payload }) => (brought += payload.length) >= count)
}

const openerOf = (role: OpenEvent['role']): Side => (role === 'opened' ? 'local' : 'remote')

/** `comments` stand at the place of a packet among these. */
function packets(
  segments: readonly TcpPacket[],
  leg: Leg,
  t: number,
  comments: readonly (readonly [place: number, comment: string])[] = [],
): readonly Packet[] {
  return segments.map(({ from, parts }, index) => ({
    leg,
    t,
    direction: from === 'local' ? 'sent' : 'received',
    parts,
    comments: comments.flatMap(([place, comment]) => (place === index ? [comment] : [])),
  }))
}
