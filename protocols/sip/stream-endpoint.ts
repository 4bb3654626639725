import type { Address, Tap, WireReference } from '../wire/tap.ts'
import { listenForStreams, StreamOpener, type OctetStream, type StreamListener } from '../wire/stream.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { cut, type SipFlow } from './flow.ts'
import type { ParsedSip } from './message.ts'
import { parseSip } from './parse.ts'
import { SipStreamFramer, type SipFrame } from './stream-framer.ts'

/** What a stream endpoint tells its owner. */
export interface StreamEndpointEvents {
  message(parsed: ParsedSip, flow: SipFlow): void
  /** Octets that are no message: the stream could not be divided there, or ended in the middle of one. */
  unframed(parsed: ParsedSip, flow: SipFlow): void
  opened(flow: SipFlow): void
  ended(flow: SipFlow): void
  broken(flow: SipFlow): void
}

export interface StreamEndpointOptions {
  readonly owner: string
  readonly local: Address
  readonly tap: Tap
  /** Given for TLS. */
  readonly tls: TlsOptions | undefined
  /** Milliseconds to wait for a connection. */
  readonly connectWithin: number
  readonly events: StreamEndpointEvents
}

const pong = Buffer.from('\r\n')

/** A socket listening for TCP or TLS and all its connections, accepted and opened, at most one open to each remote address. */
export class StreamEndpoint {
  readonly #options: StreamEndpointOptions
  readonly #flows = new Map<string, StreamFlow>()
  readonly #opening = new Map<string, Promise<SipFlow>>()
  readonly #opener = new StreamOpener()
  #listener: StreamListener | undefined

  private constructor(options: StreamEndpointOptions) {
    this.#options = options
  }

  /** Rejects with a {@link WireError} when the address is taken. */
  static async open(options: StreamEndpointOptions): Promise<StreamEndpoint> {
    const endpoint = new StreamEndpoint(options)
    const { owner, local, tap, tls } = options
    endpoint.#listener = await listenForStreams({ owner, protocol: 'sip', local, tap, tls }, stream => {
      endpoint.#adopt(stream)
    })
    return endpoint
  }

  get address(): Address {
    return this.#listener?.address ?? this.#options.local
  }

  openFlow(remote: Address): SipFlow | undefined {
    return this.#flows.get(flowKey(remote))
  }

  /** The open connection to an address, or a new one; callers at the same time share it. */
  flowTo(remote: Address): Promise<SipFlow> {
    const open = this.openFlow(remote)
    if (open) return Promise.resolve(open)
    const key = flowKey(remote)
    const opening = this.#opening.get(key)
    if (opening) return opening
    const attempt = this.#connect(remote).finally(() => this.#opening.delete(key))
    this.#opening.set(key, attempt)
    return attempt
  }

  async close(): Promise<void> {
    const listener = this.#listener
    this.#listener = undefined
    for (const flow of [...this.#flows.values()]) flow.stream.drop()
    this.#opener.close()
    await listener?.close()
  }

  async #connect(remote: Address): Promise<SipFlow> {
    const { owner, tap, tls, connectWithin } = this.#options
    const stream = await this.#opener.open({ owner, protocol: 'sip', remote, within: connectWithin, tap, tls })
    const flow = this.#adopt(stream)
    if (!this.#listener) stream.drop()
    return flow
  }

  #adopt(stream: OctetStream): SipFlow {
    const { events } = this.#options
    const flow = new StreamFlow(stream)
    const key = flowKey(flow.remote)
    const framer = new SipStreamFramer()
    const keepAlive = new KeepAlive(() => void flow.send(pong))
    this.#flows.set(key, flow)
    events.opened(flow)
    stream.watch({
      octets: octets => {
        for (const frame of framer.push(octets)) this.#deliver(frame, flow, keepAlive)
      },
      closed: how => {
        if (this.#flows.get(key) === flow) this.#flows.delete(key)
        if (framer.pending.length > 0) events.unframed(parseSip(framer.pending), flow)
        if (how === 'reset') events.broken(flow)
        else events.ended(flow)
      },
    })
    return flow
  }

  #deliver(frame: SipFrame, flow: StreamFlow, keepAlive: KeepAlive): void {
    const { events } = this.#options
    keepAlive.see(frame)
    switch (frame.kind) {
      case 'keep-alive':
        return
      case 'message': {
        const parsed = parseSip(frame.octets)
        if (frame.violations.length === 0) events.message(parsed, flow)
        else events.message({ ...parsed, violations: [...frame.violations, ...parsed.violations] }, flow)
        return
      }
      case 'unframeable':
        // Where the next message begins can no longer be told, so the connection is of no use (RFC 3261 §18.3).
        events.unframed({ message: undefined, violations: frame.violations, octets: frame.octets }, flow)
        flow.stream.drop()
    }
  }
}

/** Answers the double CRLF of a client with a single one (RFC 5626 §4.4.1). */
class KeepAlive {
  readonly #answer: () => void
  #half = false

  constructor(answer: () => void) {
    this.#answer = answer
  }

  see(frame: SipFrame): void {
    const isPing = this.#half && frame.kind === 'keep-alive'
    if (isPing) this.#answer()
    this.#half = frame.kind === 'keep-alive' && !isPing
  }
}

class StreamFlow implements SipFlow {
  readonly transport: 'tcp' | 'tls'
  readonly reliable = true
  readonly stream: OctetStream

  constructor(stream: OctetStream) {
    this.transport = stream.facts.transport
    this.stream = stream
  }

  get local(): Address {
    return this.stream.facts.local
  }
  get remote(): Address {
    return this.stream.facts.remote
  }
  get open(): boolean {
    return this.stream.open
  }

  send(octets: Buffer): WireReference {
    return this.stream.write(octets)
  }

  sendInPieces(octets: Buffer, lengths: readonly number[]): WireReference {
    const [first, ...rest] = cut(octets, lengths)
    if (!first) return 0
    const reference = this.send(first)
    for (const piece of rest) this.send(piece)
    return reference
  }
}

function flowKey({ host, port }: Address): string {
  return `${host} ${port}`
}
