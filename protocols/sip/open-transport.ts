import type { Address, Tap, WireReference } from '../wire/tap.ts'
import { WireError } from '../wire/stream.ts'
import type { TlsOptions } from '../wire/tls.ts'
import type { SipFlow, SipTarget, SipTransportName } from './flow.ts'
import type { ParsedSip, SipMessage } from './message.ts'
import { parseSip } from './parse.ts'
import { serialiseSip } from './serialise.ts'
import type { SipAddress } from './local-address.ts'
import { StreamEndpoint } from './stream-endpoint.ts'
import { SipTransportError, type SipTransport, type SipTransportWatcher } from './transport.ts'
import { UdpEndpoint } from './udp-endpoint.ts'

export interface SipTransportOptions {
  /** Who owns the sockets, for the record: `simple`, or a name of the program's choice. */
  readonly owner: string
  /** Port 0 takes one that is free for UDP and TCP where both are asked for; that of TLS takes any free one. */
  readonly local: SipAddress
  /** UDP, TCP and, where `tls` is given, TLS unless given. */
  readonly transports?: readonly SipTransportName[]
  /** Certificate and trust anchors for TLS, without which there is none. */
  readonly tls?: TlsOptions | undefined
  /** Milliseconds to wait for a TCP or TLS connection. */
  readonly connectWithin: number
  readonly tap: Tap
}

/**
 * Opens the sockets.
 * @throws {SipTransportError} `address-in-use`, `no-free-port` or `socket-failed`
 */
export async function openSipTransport(options: SipTransportOptions): Promise<SipTransport> {
  const transport = new SocketTransport(options)
  await transport.open()
  return transport
}

/** Free for TCP and taken for UDP is rare; this many times in a row means that something else is wrong. */
const portAttempts = 50

class SocketTransport implements SipTransport {
  readonly transports: readonly SipTransportName[]
  readonly #options: SipTransportOptions
  #udp: UdpEndpoint | undefined
  #tcp: StreamEndpoint | undefined
  #tls: StreamEndpoint | undefined
  #watcher: SipTransportWatcher | undefined
  /** What happened before somebody watched. */
  #early: ((watcher: SipTransportWatcher) => void)[] = []
  #closed = false

  constructor(options: SipTransportOptions) {
    this.#options = options
    this.transports = options.transports ?? ['udp', 'tcp', ...(options.tls ? (['tls'] as const) : [])]
  }

  get address(): SipAddress {
    const tls = this.#tls?.address
    const address = this.#tcp?.address ?? this.#udp?.address ?? tls ?? this.#options.local
    return tls ? { ...address, tlsPort: tls.port } : address
  }

  async open(): Promise<void> {
    try {
      await this.#openPlain()
      if (this.transports.includes('tls')) this.#tls = await this.#openTls()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async #openPlain(): Promise<void> {
    const { local } = this.#options
    if (!this.transports.includes('tcp')) {
      if (this.transports.includes('udp')) this.#udp = await this.#openUdp(local)
      return
    }
    for (let attempt = 0; attempt < portAttempts; attempt++) {
      this.#tcp = await this.#openStreams('tcp', local)
      if (!this.transports.includes('udp')) return
      try {
        this.#udp = await this.#openUdp(this.#tcp.address)
        return
      } catch (error) {
        await this.#tcp.close()
        const taken = error instanceof SipTransportError && error.code === 'address-in-use'
        if (!taken || local.port !== 0) throw error
      }
    }
    throw new SipTransportError('no-free-port', `no port of ${local.host} is free for both UDP and TCP: name one`)
  }

  watch(watcher: SipTransportWatcher): void {
    this.#watcher = watcher
    const early = this.#early
    this.#early = []
    for (const event of early) event(watcher)
  }

  openFlow({ transport, host, port }: SipTarget): SipFlow | undefined {
    return transport === 'udp' ? this.#udp?.flowTo(host, port) : this.#streams(transport)?.openFlow({ host, port })
  }

  async flowTo(target: SipTarget): Promise<SipFlow> {
    const open = this.openFlow(target)
    if (open) return open
    if (this.#closed) throw new SipTransportError('closed', 'the transport is closed')
    const streams = target.transport === 'udp' ? undefined : this.#streams(target.transport)
    if (!streams)
      throw new SipTransportError(
        'transport-not-open',
        `${target.transport} is not open here: add it to the transports, or choose ${this.transports.join(' or ')}`,
      )
    const remote = { host: target.host, port: target.port }
    try {
      return await streams.flowTo(remote)
    } catch (error) {
      this.#failed(target.transport, remote, undefined, error as Error)
      throw error
    }
  }

  async send(message: SipMessage | Buffer, to: SipTarget | SipFlow): Promise<WireReference> {
    const octets = Buffer.isBuffer(message) ? message : serialiseSip(message)
    const flow = 'send' in to ? to : await this.flowTo(to)
    return flow.send(octets)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#early = []
    await Promise.all([this.#udp?.close(), this.#tcp?.close(), this.#tls?.close()])
  }

  #streams(transport: 'tcp' | 'tls'): StreamEndpoint | undefined {
    return transport === 'tls' ? this.#tls : this.#tcp
  }

  #openUdp(local: Address): Promise<UdpEndpoint> {
    const { owner, tap } = this.#options
    return UdpEndpoint.open({
      owner,
      local,
      tap,
      events: {
        datagram: (octets, flow) => {
          // CRLF alone keeps a NAT binding alive and is no message (RFC 5626 §3.5.1; for UDP common practice).
          if (!isBlankDatagram(octets)) this.#deliver(parseSip(octets), flow)
        },
        failed: (remote, error) => this.#failed('udp', remote, undefined, error),
      },
    })
  }

  #openTls(): Promise<StreamEndpoint> {
    const { tls, local } = this.#options
    if (!tls) throw new SipTransportError('transport-not-open', 'TLS needs a certificate: give `tls`')
    return this.#openStreams('tls', { host: local.host, port: local.tlsPort ?? 0 })
  }

  async #openStreams(transport: 'tcp' | 'tls', local: Address): Promise<StreamEndpoint> {
    const { owner, tap, tls, connectWithin } = this.#options
    try {
      return await StreamEndpoint.open({
        owner,
        local,
        tap,
        tls: transport === 'tls' ? tls : undefined,
        connectWithin,
        events: {
          message: (parsed, flow) => this.#deliver(parsed, flow),
          unframed: (parsed, flow) => this.#tell(watcher => watcher.malformed?.(parsed, flow)),
          opened: flow => this.#tell(watcher => watcher.opened?.(flow)),
          ended: flow => this.#tell(watcher => watcher.ended?.(flow)),
          broken: flow => {
            const { host, port } = flow.remote
            const error = new WireError('connection-failed', `the connection with ${host}:${port} was reset`)
            this.#failed(transport, flow.remote, flow, error)
          },
        },
      })
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      const code = error.code === 'address-in-use' ? 'address-in-use' : 'socket-failed'
      throw new SipTransportError(code, `${transport.toUpperCase()} ${error.message}`, error)
    }
  }

  #deliver(parsed: ParsedSip, flow: SipFlow): void {
    const watcher = this.#watcher
    if (!watcher) {
      this.#early.push(() => this.#deliver(parsed, flow))
      return
    }
    if (parsed.message === undefined || parsed.violations.length > 0) watcher.malformed?.(parsed, flow)
    if (parsed.message !== undefined) watcher.message(parsed, flow)
  }

  #failed(transport: SipTransportName, remote: Address, flow: SipFlow | undefined, error: Error): void {
    this.#tell(watcher => watcher.failed?.({ transport, remote, flow, error }))
  }

  #tell(event: (watcher: SipTransportWatcher) => void): void {
    if (this.#closed) return
    if (this.#watcher) event(this.#watcher)
    else this.#early.push(event)
  }
}

const carriageReturn = 0x0d
const lineFeed = 0x0a

function isBlankDatagram(octets: Buffer): boolean {
  if (octets.length > 4) return false
  return octets.every(octet => octet === carriageReturn || octet === lineFeed)
}
