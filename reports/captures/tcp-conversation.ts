import { longestSegment, TCP_FLAG, tcpPacket, type Endpoint } from './ip-packet.ts'

export type Side = 'local' | 'remote'

export interface TcpPacket {
  readonly from: Side
  /** Its octets, in parts that follow each other. */
  readonly parts: readonly Buffer[]
  /** Those of the stream among them. */
  readonly payload: Buffer
}

/** One side's place in its stream. */
interface Flow {
  next: number
  ended: boolean
}

const NOTHING = Buffer.alloc(0)

/**
 * Window scale 14 (RFC 7323 §2): nobody acknowledges every segment here, and more than 64 KiB may be under way. An
 * option of three octets behind a NOP.
 */
const WINDOW_SCALE = Buffer.from([1, 3, 3, 14])

/**
 * The TCP packets of a connection, as much of them as readers need: the handshake, each piece of the stream with running
 * sequence numbers that acknowledges all that came before it from the other side, and the end of each side.
 */
export class TcpConversation {
  readonly #ends: Readonly<Record<Side, Endpoint>>
  readonly #flows: Readonly<Record<Side, Flow>>

  /** `initial` is the first sequence number; it tells apart conversations between the same two endpoints. */
  constructor(local: Endpoint, remote: Endpoint, initial: number) {
    this.#ends = { local, remote }
    this.#flows = { local: { next: initial, ended: false }, remote: { next: initial, ended: false } }
  }

  /** The three packets with which `opener` opens the connection. */
  open(opener: Side): readonly TcpPacket[] {
    const answerer = other(opener)
    return [
      this.#packet(opener, TCP_FLAG.syn, NOTHING, WINDOW_SCALE),
      this.#packet(answerer, TCP_FLAG.syn | TCP_FLAG.ack, NOTHING, WINDOW_SCALE),
      this.#packet(opener, TCP_FLAG.ack),
    ]
  }

  /** The two packets of an attempt that was refused: nothing listens there. */
  refuse(opener: Side): readonly TcpPacket[] {
    return [
      this.#packet(opener, TCP_FLAG.syn, NOTHING, WINDOW_SCALE),
      this.#packet(other(opener), TCP_FLAG.rst | TCP_FLAG.ack),
    ]
  }

  /** Octets of one side: one packet, or as many as the length of an IP packet asks for. */
  octets(from: Side, octets: Buffer): readonly TcpPacket[] {
    const longest = longestSegment(this.#ends[from])
    const packets: TcpPacket[] = []
    for (let at = 0; at < octets.length; at += longest)
      packets.push(this.#packet(from, TCP_FLAG.psh | TCP_FLAG.ack, octets.subarray(at, at + longest)))
    return packets
  }

  /** One side ends its stream, and the other acknowledges. */
  end(from: Side): readonly TcpPacket[] {
    if (this.#flows[from].ended) return []
    this.#flows[from].ended = true
    return [this.#packet(from, TCP_FLAG.fin | TCP_FLAG.ack), this.#packet(other(from), TCP_FLAG.ack)]
  }

  reset(from: Side): TcpPacket {
    return this.#packet(from, TCP_FLAG.rst | TCP_FLAG.ack)
  }

  #packet(from: Side, flags: number, payload: Buffer = NOTHING, options?: Buffer): TcpPacket {
    const [own, others] = [this.#flows[from], this.#flows[other(from)]]
    const parts = tcpPacket(this.#ends[from], this.#ends[other(from)], {
      sequence: own.next,
      acknowledged: (flags & TCP_FLAG.ack) === 0 ? 0 : others.next,
      flags,
      payload,
      ...(options ? { options } : {}),
    })
    // SYN and FIN take a sequence number each.
    const control = (flags & (TCP_FLAG.syn | TCP_FLAG.fin)) === 0 ? 0 : 1
    own.next = (own.next + payload.length + control) >>> 0
    return { from, parts, payload }
  }
}

const other = (side: Side): Side => (side === 'local' ? 'remote' : 'local')
