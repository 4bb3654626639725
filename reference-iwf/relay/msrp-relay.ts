import type { Clock, Timer } from '../../protocols/clock.ts'
import { MsrpConnection, type ConnectionEnd } from '../../protocols/msrp/connection.ts'
import { portOf, type MsrpAddress } from '../../protocols/msrp/local-address.ts'
import { fromPath, toPath, type MsrpRequest, type ParsedMsrp } from '../../protocols/msrp/message.ts'
import { MsrpError } from '../../protocols/msrp/msrp-error.ts'
import { refusalOf } from '../../protocols/msrp/request-refusal.ts'
import { defaultFramerLimits } from '../../protocols/msrp/stream-framer.ts'
import { parseMsrpUri, sameMsrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'
import { listenForStreams, StreamOpener, type OctetStream, type StreamListener } from '../../protocols/wire/stream.ts'
import type { Address, Tap } from '../../protocols/wire/tap.ts'
import type { TlsOptions } from '../../protocols/wire/tls.ts'
import type { InnerGate, InnerWay } from './inner-gate.ts'
import type { InnerTraffic } from './inner-traffic.ts'
import { passInside, passOutside, refuse } from './passing-on.ts'
import { RelayedSession } from './relayed-session.ts'

type Scheme = 'msrp' | 'msrps'

export interface MsrpRelayOptions {
  readonly owner: string
  /** Where clients reach the relay; port 0 takes a free one. */
  readonly local: Address
  /** Where they reach it for msrps, at the same host. */
  readonly secure: { readonly port: number; readonly tls: TlsOptions } | undefined
  /** Where the endpoint behind it listens, who lets in there, and who knows what is under way. */
  readonly endpoint: MsrpAddress
  readonly gate: InnerGate
  readonly traffic: InnerTraffic
  /** Milliseconds to wait for a connection. */
  readonly connectWithin: number
  /** Milliseconds to wait for the response of the next hop: 30 s (RFC 4976 §6.4.1). */
  readonly transactionTimer: number
  /** Milliseconds for which a connection may serve no session before it is ended. */
  readonly unboundFor: number
  readonly tap: Tap
  readonly clock: Clock
}

interface Inside extends InnerWay {
  readonly connection: MsrpConnection
}

interface Opened {
  readonly opening: Promise<MsrpConnection>
  connection: MsrpConnection | undefined
}

/** Octets that a message may grow by on its way through. */
const GROWTH = 64 * 1024
const FORBIDDEN = 403
const NO_SESSION = 481
const BOUND_ELSEWHERE = 506

/**
 * The relay of one endpoint (RFC 4976). Every session of the endpoint has a URI here, which stands first in its path, and
 * whatever passes between the endpoint and a client goes through here. Nobody else may use it: AUTH is forbidden.
 */
export class MsrpRelay {
  readonly #options: MsrpRelayOptions
  readonly #sessions = new Map<string, RelayedSession>()
  /** Connections of clients, and the sessions bound to them. */
  readonly #bound = new Map<MsrpConnection, Set<RelayedSession>>()
  readonly #unbound = new Map<MsrpConnection, Timer>()
  /** Connections that the relay opened or is opening, by where they lead. */
  readonly #opened = new Map<string, Opened>()
  readonly #opener = new StreamOpener()
  readonly #inside = new Map<Scheme, Inside>()
  readonly #listeners = new Map<Scheme, StreamListener>()
  /** Settles when the way to the endpoint stands, or stands again. */
  #ready: Promise<unknown> = Promise.resolve()
  #closed = false

  private constructor(options: MsrpRelayOptions) {
    this.#options = options
  }

  /** Connects to the endpoint, then listens. Rejects with a `WireError` when an address is taken. */
  static async open(options: MsrpRelayOptions): Promise<MsrpRelay> {
    const relay = new MsrpRelay(options)
    const { local, secure } = options
    try {
      await relay.#connectInside('msrp')
      await relay.#listen('msrp', local)
      if (secure) {
        await relay.#connectInside('msrps')
        await relay.#listen('msrps', { host: local.host, port: secure.port }, secure.tls)
      }
    } catch (error) {
      await relay.close()
      throw error
    }
    return relay
  }

  get address(): MsrpAddress {
    const address = this.#listeners.get('msrp')?.address ?? this.#options.local
    const secure = this.#listeners.get('msrps')
    return secure ? { ...address, tlsPort: secure.address.port } : address
  }

  /** Number of sessions that are not over. */
  get sessions(): number {
    return this.#sessions.size
  }

  /** Settles when it is connected to its endpoint, also after that connection was lost. Never rejects. */
  async ready(): Promise<void> {
    await this.#ready
  }

  /** Takes a session of the endpoint: until it is ended its URI of the relay is served. Throws an {@link MsrpError}. */
  serve(relay: MsrpUri, own: MsrpUri, lost: (how: ConnectionEnd) => void): RelayedSession {
    const inside = this.#inside.get(relay.scheme === 'msrps' ? 'msrps' : 'msrp')
    if (!inside) throw new MsrpError('connection-lost', 'the relay is not connected to its endpoint')
    const { connection, endpointEnd } = inside
    const { port } = connection.stream.facts.local
    const session = new RelayedSession(
      { relay, own, inside: connection, endpointEnd, lost },
      {
        connect: (of, uri) => this.#connect(of, uri),
        drained: () => this.#options.traffic.drained(port),
        left: of => this.#left(of),
      },
    )
    this.#sessions.set(relay.sessionId ?? '', session)
    return session
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#unbound.values()) timer.cancel()
    this.#unbound.clear()
    for (const connection of [...this.#bound.keys()]) connection.end()
    this.#opener.close()
    for (const listener of this.#listeners.values()) await listener.close()
  }

  async #listen(scheme: Scheme, at: Address, tls?: TlsOptions): Promise<void> {
    const { owner, tap } = this.#options
    const accept = (stream: OctetStream) => this.#watchUnbound(this.#adopt(stream))
    this.#listeners.set(scheme, await listenForStreams({ owner, protocol: 'msrp', local: at, tap, tls }, accept))
  }

  async #connectInside(scheme: Scheme): Promise<void> {
    const { clock, owner, endpoint, gate, traffic, connectWithin, secure } = this.#options
    const remote = { host: endpoint.host, port: portOf(endpoint, scheme) }
    const tls = scheme === 'msrps' ? secure?.tls : undefined
    const dial = { owner, protocol: 'msrp', remote, within: connectWithin, tap: traffic.relayTap, tls } as const
    const way = await gate.open(() => this.#opener.open(dial), connectWithin)
    const limits = { messageOctets: defaultFramerLimits.messageOctets + GROWTH }
    const connection = new MsrpConnection(way.relayEnd, clock, limits, {
      request: (from, request) => this.#fromInside(from, request),
      closed: () => this.#insideLost(scheme),
    })
    this.#inside.set(scheme, { ...way, connection })
    connection.start()
  }

  /** Its sessions have ended with it at the endpoint; those to come need another. */
  #insideLost(scheme: Scheme): void {
    this.#inside.delete(scheme)
    if (!this.#closed) this.#ready = this.#connectInside(scheme).catch(() => undefined)
  }

  #adopt(stream: OctetStream): MsrpConnection {
    const connection = new MsrpConnection(stream, this.#options.clock, defaultFramerLimits, {
      request: (from, request, parsed) => this.#fromOutside(from, request, parsed),
      closed: (from, how) => this.#forget(from, how),
    })
    this.#bound.set(connection, new Set())
    connection.start()
    return connection
  }

  #fromOutside(client: MsrpConnection, request: MsrpRequest, parsed: ParsedMsrp): void {
    const [first = '', next, ...beyond] = toPath(request)
    // What names the relay alone is for the relay, whose only user has no need to introduce himself (RFC 4976 §6.3).
    if (next === undefined && request.method === 'AUTH') {
      refuse(client, request, FORBIDDEN)
      return
    }
    const session = this.#sessionAt(first)
    if (!session || beyond.length > 0 || !isSame(next, session.own)) refuse(client, request, NO_SESSION)
    else if (session.outside && session.outside !== client) refuse(client, request, BOUND_ELSEWHERE)
    // The first SEND tells whose the connection is (RFC 4975 §5.4).
    else if (!session.outside && request.method !== 'SEND') refuse(client, request, NO_SESSION)
    else if (!session.outside && !session.expects(client)) client.end()
    else if (refusalOf(request, parsed) === 400) refuse(client, request, 400)
    else {
      if (!session.outside) this.#bind(session, client)
      passInside(request, client, session, this.#options.transactionTimer)
    }
  }

  #fromInside(endpoint: MsrpConnection, request: MsrpRequest): void {
    const session = this.#sessionAt(toPath(request)[0])
    const own = session && session.inside === endpoint && isSame(fromPath(request)[0], session.own)
    if (!own || !session.outside) refuse(endpoint, request, NO_SESSION)
    else passOutside(request, session.outside, session, this.#options.transactionTimer)
  }

  #sessionAt(uri: string | undefined): RelayedSession | undefined {
    const session = this.#sessions.get(parseMsrpUri(uri ?? '')?.sessionId ?? '')
    return session && isSame(uri, session.relay) ? session : undefined
  }

  async #connect(session: RelayedSession, uri: MsrpUri): Promise<void> {
    const connection = await this.#connectionTo(uri)
    if (this.#sessions.get(session.relay.sessionId ?? '') !== session) {
      this.#release(connection)
      throw new MsrpError('session-closed', 'the session was closed while its relay was connecting')
    }
    if (!session.expects(connection)) {
      connection.end()
      throw new MsrpError('wrong-certificate', 'the peer presented another certificate than its SDP says')
    }
    this.#bind(session, connection)
  }

  async #connectionTo({ scheme, host, port = 0 }: MsrpUri): Promise<MsrpConnection> {
    const { owner, tap, connectWithin, secure } = this.#options
    const tls = scheme.toLowerCase() === 'msrps' ? secure?.tls : undefined
    const place = `${tls ? 'msrps' : 'msrp'} ${host.toLowerCase()} ${port}`
    const known = this.#opened.get(place)
    if (known && known.connection?.open !== false) return known.opening
    const remote = { host, port }
    const opening = this.#opener
      .open({ owner, protocol: 'msrp', remote, within: connectWithin, tap, tls })
      .then(stream => (opened.connection = this.#adopt(stream)))
    const opened: Opened = { opening, connection: undefined }
    this.#opened.set(place, opened)
    return opening.catch((error: unknown) => {
      if (this.#opened.get(place) === opened) this.#opened.delete(place)
      throw error
    })
  }

  #bind(session: RelayedSession, connection: MsrpConnection): void {
    session.outside = connection
    this.#bound.get(connection)?.add(session)
    this.#unbound.get(connection)?.cancel()
    this.#unbound.delete(connection)
  }

  #left(session: RelayedSession): void {
    this.#sessions.delete(session.relay.sessionId ?? '')
    const { outside } = session
    if (!outside) return
    this.#bound.get(outside)?.delete(session)
    this.#release(outside)
  }

  /** A connection without sessions goes at once if it was opened here, else when its client has not used it for a while. */
  #release(connection: MsrpConnection): void {
    if (this.#bound.get(connection)?.size !== 0) return
    if (connection.stream.facts.role === 'opened') connection.end()
    else this.#watchUnbound(connection)
  }

  #watchUnbound(connection: MsrpConnection): void {
    if (this.#unbound.has(connection)) return
    const timer = this.#options.clock.after(this.#options.unboundFor, () => {
      this.#unbound.delete(connection)
      connection.end()
    })
    this.#unbound.set(connection, timer)
  }

  #forget(connection: MsrpConnection, how: ConnectionEnd): void {
    const sessions = [...(this.#bound.get(connection) ?? [])]
    for (const [place, opened] of this.#opened) if (opened.connection === connection) this.#opened.delete(place)
    this.#bound.delete(connection)
    this.#unbound.get(connection)?.cancel()
    this.#unbound.delete(connection)
    for (const session of sessions) session.connectionLost(how)
  }
}

function isSame(text: string | undefined, uri: MsrpUri): boolean {
  const read = parseMsrpUri(text ?? '')
  return read !== undefined && sameMsrpUri(read, uri)
}
