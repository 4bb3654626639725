import { createSocket, type Socket } from 'node:dgram'
import { lookup, type LookupOneOptions } from 'node:dns'
import { isIP, isIPv6 } from 'node:net'
import type { Address, Tap, WireReference } from '../wire/tap.ts'
import { cut, type SipFlow } from './flow.ts'
import { SipTransportError } from './transport.ts'

/** What a UDP endpoint tells its owner. */
export interface UdpEndpointEvents {
  datagram(octets: Buffer, flow: SipFlow): void
  failed(remote: Address, error: Error): void
}

export interface UdpEndpointOptions {
  readonly owner: string
  readonly local: Address
  readonly tap: Tap
  readonly events: UdpEndpointEvents
}

/** Enough for a burst of some thousand messages while the event loop is busy; the system may grant less. */
const receiveBuffer = 4 * 1024 * 1024
const largestKnownFlows = 4096

/** Literal addresses are looked up at once: the resolver's detour costs more than the rest of a send. */
function lookupUnlessLiteral(
  host: string,
  options: LookupOneOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  const family = isIP(host)
  if (family === 0) lookup(host, options, callback)
  else callback(null, host, family)
}

/** One UDP socket whose every datagram passes the tap. */
export class UdpEndpoint {
  readonly address: Address
  readonly #socket: Socket
  readonly #owner: string
  readonly #tap: Tap
  readonly #events: UdpEndpointEvents
  readonly #flows = new Map<string, UdpFlow>()
  #open = true

  private constructor(socket: Socket, address: Address, { owner, tap, events }: UdpEndpointOptions) {
    this.#socket = socket
    this.address = address
    this.#owner = owner
    this.#tap = tap
    this.#events = events
    socket.on('message', (octets, from) => this.#receive(octets, from.address, from.port))
    socket.on('error', error => events.failed({ host: '', port: 0 }, error))
  }

  /** Rejects with a {@link SipTransportError} when the address cannot be bound. */
  static open(options: UdpEndpointOptions): Promise<UdpEndpoint> {
    const { local } = options
    return new Promise((resolve, reject) => {
      const socket = createSocket({ type: isIPv6(local.host) ? 'udp6' : 'udp4', lookup: lookupUnlessLiteral })
      const refused = (error: NodeJS.ErrnoException) => {
        socket.close()
        const taken = error.code === 'EADDRINUSE'
        const where = `UDP ${local.host}:${local.port}`
        reject(
          new SipTransportError(
            taken ? 'address-in-use' : 'socket-failed',
            taken ? `${where} is in use: choose another port, or 0 for a free one` : `${where}: ${error.message}`,
            error,
          ),
        )
      }
      socket.once('error', refused)
      socket.bind({ address: local.host, port: local.port, exclusive: true }, () => {
        socket.off('error', refused)
        socket.setRecvBufferSize(receiveBuffer)
        resolve(new UdpEndpoint(socket, { host: local.host, port: socket.address().port }, options))
      })
    })
  }

  get open(): boolean {
    return this.#open
  }

  /** The flow to an address: the same object while it is among those in use. */
  flowTo(host: string, port: number): SipFlow {
    const key = `${host} ${port}`
    const known = this.#flows.get(key)
    if (known) return known
    // A stranger can make us meet any number of addresses: those of old are forgotten, they cost nothing to make again.
    if (this.#flows.size >= largestKnownFlows) this.#flows.clear()
    const flow = new UdpFlow(this, { host, port })
    this.#flows.set(key, flow)
    return flow
  }

  /** `sent` is the flow's own, so that none is made for each datagram. */
  send(octets: Buffer, remote: Address, sent: (error: Error | null) => void): WireReference {
    if (!this.#open) return 0
    const reference = this.#record('sent', octets, remote)
    try {
      this.#socket.send(octets, remote.port, remote.host, sent)
    } catch (error) {
      // Port 0 and the like are refused at once.
      this.#events.failed(remote, error as Error)
    }
    return reference
  }

  close(): Promise<void> {
    if (!this.#open) return Promise.resolve()
    this.#open = false
    return new Promise(resolve => this.#socket.close(() => resolve()))
  }

  failed(remote: Address, error: Error): void {
    if (this.#open) this.#events.failed(remote, error)
  }

  #receive(octets: Buffer, host: string, port: number): void {
    const flow = this.flowTo(host, port)
    this.#record('received', octets, flow.remote)
    this.#events.datagram(octets, flow)
  }

  #record(direction: 'sent' | 'received', octets: Buffer, remote: Address): WireReference {
    return this.#tap.datagram({ owner: this.#owner, protocol: 'sip', direction, local: this.address, remote }, octets)
  }
}

class UdpFlow implements SipFlow {
  readonly transport = 'udp'
  readonly reliable = false
  readonly remote: Address
  readonly #endpoint: UdpEndpoint
  readonly #sent = (error: Error | null): void => {
    if (error) this.#endpoint.failed(this.remote, error)
  }

  constructor(endpoint: UdpEndpoint, remote: Address) {
    this.#endpoint = endpoint
    this.remote = remote
  }

  get local(): Address {
    return this.#endpoint.address
  }

  get open(): boolean {
    return this.#endpoint.open
  }

  send(octets: Buffer): WireReference {
    return this.#endpoint.send(octets, this.remote, this.#sent)
  }

  sendInPieces(octets: Buffer, lengths: readonly number[]): WireReference {
    const [first, ...rest] = cut(octets, lengths)
    if (!first) return 0
    const reference = this.send(first)
    for (const piece of rest) this.send(piece)
    return reference
  }
}
