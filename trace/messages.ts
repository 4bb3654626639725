import type { Direction } from '../protocols/wire/tap.ts'
import { decodeSip } from './decoded/sip.ts'
import type { DatagramEvent, OctetsEvent, OpenEvent, TraceEvent } from './events.ts'
import { LagTimeline } from './lag-timeline.ts'
import { loggedOctets } from './logged-octets.ts'
import { carriesRequests, streamCutter, type Cut, type StreamCutter } from './stream-cutter.ts'
import { WireMessage } from './wire-message.ts'

/**
 * Cuts a log into messages as its events come: per connection and direction for streams, one per datagram. Nothing is
 * left out: octets that are no message are one that cannot be read, and so is what a stream ends in the middle of.
 */
export class MessageCutter {
  readonly #lag = new LagTimeline()
  readonly #streams = new Map<string, Stream>()

  /** The messages whose last octet the event brought. Those of one stream come in their order. */
  take(event: TraceEvent): readonly WireMessage[] {
    switch (event.type) {
      case 'lag':
        this.#lag.add(event)
        return []
      case 'open':
        this.#streams
          .set(`${event.connection} sent`, new Stream(event, 'sent', this.#lag))
          .set(`${event.connection} received`, new Stream(event, 'received', this.#lag))
        return []
      case 'octets':
        return this.#streams.get(`${event.connection} ${event.direction}`)?.push(event) ?? []
      case 'end':
        return this.#finish(event.connection, event.by === 'peer' ? 'received' : 'sent')
      case 'reset':
        return [...this.#finish(event.connection, 'sent'), ...this.#finish(event.connection, 'received')]
      case 'datagram':
        return [this.#datagram(event)]
      case 'resume':
        return this.end()
      default:
        return []
    }
  }

  /** What the streams that never ended still hold, at the end of the log. */
  end(): readonly WireMessage[] {
    return [...this.#streams.values()].flatMap(stream => stream.finish())
  }

  #finish(connection: string, direction: Direction): readonly WireMessage[] {
    return this.#streams.get(`${connection} ${direction}`)?.finish() ?? []
  }

  #datagram(event: DatagramEvent): WireMessage {
    const octets = loggedOctets(event)
    const { owner, direction, local, remote, seq } = event
    const sighting = {
      owner,
      protocol: 'sip',
      transport: 'udp',
      connection: `udp ${local.host}:${local.port} ${remote.host}:${remote.port}`,
      role: undefined,
      tls: undefined,
      direction,
      octets,
      start: 0,
      end: octets.length,
      firstEvent: seq,
      lastEvent: seq,
      at: event.t / 1e6,
      cutOff: false,
    } as const
    return new WireMessage(sighting, this.#lag, () => decodeSip(octets, isKeepAlive(octets), []))
  }
}

/** Line ends or zeros and nothing else (RFC 5626 §3.5.1, RFC 6223). */
function isKeepAlive(octets: Buffer): boolean {
  return octets.length <= 4 && octets.every(octet => octet === 0x0d || octet === 0x0a || octet === 0)
}

interface Chunk {
  readonly seq: number
  readonly at: number
  readonly end: number
}

/** One direction of a connection. */
class Stream {
  readonly #open: OpenEvent
  readonly #direction: Direction
  readonly #lag: LagTimeline
  readonly #cutter: StreamCutter
  /** Chunks of which some octet is not cut yet. */
  #chunks: Chunk[] = []
  #ended = false

  constructor(open: OpenEvent, direction: Direction, lag: LagTimeline) {
    this.#open = open
    this.#direction = direction
    this.#lag = lag
    this.#cutter = streamCutter(open.protocol, carriesRequests(open.role, direction))
  }

  push(event: OctetsEvent): WireMessage[] {
    const octets = loggedOctets(event)
    this.#chunks.push({ seq: event.seq, at: event.t / 1e6, end: event.offset + octets.length })
    return this.#cutter.push(octets).map(cut => this.#message(cut))
  }

  finish(): WireMessage[] {
    if (this.#ended) return []
    this.#ended = true
    return this.#cutter.end().map(cut => this.#message(cut))
  }

  #message({ octets, start, end, cutOff, undividable, decode }: Cut): WireMessage {
    const first = this.#chunks.findIndex(chunk => chunk.end > start)
    const last = this.#chunks.findIndex(chunk => chunk.end >= end)
    const firstChunk = this.#chunks[first] ?? this.#chunks.at(-1)
    const lastChunk = this.#chunks[last] ?? this.#chunks.at(-1)
    this.#chunks = this.#chunks.slice(lastChunk?.end === end ? last + 1 : Math.max(0, last))
    const { owner, protocol, transport, connection, role, tls } = this.#open
    const sighting = {
      owner,
      protocol,
      transport,
      connection,
      role,
      tls,
      direction: this.#direction,
      octets,
      start,
      end,
      firstEvent: firstChunk?.seq ?? this.#open.seq,
      lastEvent: lastChunk?.seq ?? this.#open.seq,
      at: lastChunk?.at ?? this.#open.t / 1e6,
      cutOff,
      undividable,
    }
    return new WireMessage(sighting, this.#lag, decode)
  }
}

/** All messages of a log, in the order in which they were complete. */
export function* messagesOf(events: Iterable<TraceEvent>): Generator<WireMessage> {
  const cutter = new MessageCutter()
  for (const event of events) yield* cutter.take(event)
  yield* cutter.end()
}
