import { systemClock, type Clock, type Timer } from '../clock.ts'
import { listenForStreams, StreamOpener, type OctetStream, type StreamListener } from '../wire/stream.ts'
import { noTap, type Address, type Tap } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { portOf, type MsrpAddress } from './local-address.ts'
import { MsrpConnection, type ConnectionEnd, type MsrpConnectionUser } from './connection.ts'
import { newSessionId } from './identifiers.ts'
import { IncomingChunk } from './incoming-chunk.ts'
import { readReport } from './incoming-report.ts'
import { failureReport, fromPath, toPath, type MsrpRequest, type ParsedMsrp } from './message.ts'
import { MsrpError } from './msrp-error.ts'
import { defaultReassemblyLimits, type ReassemblyLimits } from './reassembly.ts'
import { isAnswered } from './report-rules.ts'
import { refusalOf } from './request-refusal.ts'
import { buildResponse } from './requests.ts'
import { serialiseMsrp } from './serialise.ts'
import { MsrpSession, type MsrpSessionOptions, type MsrpSessionUser, type SessionHost } from './session.ts'
import { defaultFramerLimits, type MsrpFramerLimits } from './stream-framer.ts'
import { msrpUri, parseMsrpUri, type MsrpUri } from './uri.ts'

export interface MsrpEndpointOptions {
  /** Who owns the sockets, for the record. */
  readonly owner: string
  /** Where to listen; port 0 takes a free one. */
  readonly local: Address
  /** Where to listen for msrps, at the same host; without it there is no msrps in either direction. */
  readonly secure?: { readonly port: number; readonly tls: TlsOptions } | undefined
  /** Host in the URIs of sessions, when it differs from the address listened on. */
  readonly advertisedHost?: string | undefined
  /** Milliseconds to wait for a connection that is opened. */
  readonly connectWithin: number
  /** Milliseconds to wait for a transaction response: 30 s (RFC 4975 §7.1.1). */
  readonly transactionTimer: number
  /** Milliseconds for which an accepted connection may serve no session before it is ended; default: for ever. */
  readonly unboundFor?: number | undefined
  readonly tap?: Tap
  readonly clock?: Clock
  readonly framing?: MsrpFramerLimits
  readonly reassembly?: ReassemblyLimits
  /** Sees each connection that was accepted, before anything has come on it. */
  readonly accepted?: ((connection: MsrpConnection) => void) | undefined
  /** Chooses the answer to a request that is refused before it reaches a session; default: what is proposed. */
  readonly refuse?: ((request: MsrpRequest, proposed: number) => number | 'silent') | undefined
}

/** A connection that this side opened or is opening. */
interface Opened {
  readonly opening: Promise<MsrpConnection>
  connection: MsrpConnection | undefined
}

/** One side's MSRP: a listener, connections that sessions share, and the sessions by their URIs (RFC 4975 §5.4). */
export class MsrpEndpoint {
  readonly #options: MsrpEndpointOptions
  readonly #clock: Clock
  readonly #sessions = new Map<string, MsrpSession>()
  /** Sessions bound to each connection. */
  readonly #bound = new Map<MsrpConnection, Set<MsrpSession>>()
  /** Connections opened by this side, by the host and port that they lead to. */
  readonly #opened = new Map<string, Opened>()
  readonly #unbound = new Map<MsrpConnection, Timer>()
  readonly #opener = new StreamOpener()
  readonly #connectionUser: MsrpConnectionUser
  readonly #host: SessionHost
  #listener: StreamListener | undefined
  #secureListener: StreamListener | undefined

  private constructor(options: MsrpEndpointOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#connectionUser = {
      request: (connection, request, parsed) => this.#receive(connection, request, parsed),
      closed: (connection, how) => this.#forget(connection, how),
    }
    this.#host = {
      transactionTimer: options.transactionTimer,
      reassembly: options.reassembly ?? defaultReassemblyLimits,
      connectionTo: (uri, reuse) => this.#connectionTo(uri, reuse),
      joined: (session, connection) => this.#joined(session, connection),
      left: (session, connection) => this.#left(session, connection),
    }
  }

  /** Rejects with a `WireError` when the address is taken. */
  static async listen(options: MsrpEndpointOptions): Promise<MsrpEndpoint> {
    const endpoint = new MsrpEndpoint(options)
    const { owner, local, secure, tap = noTap } = options
    const accept = (stream: OctetStream) => {
      const connection = endpoint.#adopt(stream)
      endpoint.#watchUnbound(connection)
      options.accepted?.(connection)
    }
    const listen = (at: Address, tls?: TlsOptions) =>
      listenForStreams({ owner, protocol: 'msrp', local: at, tap, tls }, accept)
    endpoint.#listener = await listen(local)
    if (secure)
      endpoint.#secureListener = await listen({ host: local.host, port: secure.port }, secure.tls).catch(
        async (error: unknown) => {
          await endpoint.close()
          throw error
        },
      )
    return endpoint
  }

  get address(): MsrpAddress {
    const address = this.#listener?.address ?? this.#options.local
    return this.#secureListener ? { ...address, tlsPort: this.#secureListener.address.port } : address
  }

  /** Number of sessions that are not closed. */
  get sessions(): number {
    return this.#sessions.size
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#bound.size
  }

  /**
   * Makes a session. As passive party it waits for the peer's first request; as active party call its `connect`. Throws
   * an {@link MsrpError} when its session-id is in use.
   */
  createSession(options: MsrpSessionOptions = {}, user: MsrpSessionUser = {}): MsrpSession {
    const localUri = options.localUri ?? this.newUri()
    const key = localUri.sessionId ?? ''
    if (this.#sessions.has(key)) throw new MsrpError('session-id-taken', `session-id ${key} is in use: take another`)
    const session = new MsrpSession(localUri, options, user, this.#host)
    this.#sessions.set(key, session)
    return session
  }

  /**
   * Opens a connection that no session is bound to, beside those that sessions share; over TLS where that is asked for
   * and listened for. Rejects with a `WireError`.
   */
  async openConnection(remote: Address, scheme: 'msrp' | 'msrps' = 'msrp'): Promise<MsrpConnection> {
    return this.#adopt(await this.#openStream(remote, scheme === 'msrps' ? this.#options.secure?.tls : undefined))
  }

  /** A URI at this endpoint with a new session-id, for an `a=path` that is to be written before its session is made. */
  newUri(scheme: 'msrp' | 'msrps' = 'msrp'): MsrpUri {
    const host = this.#options.advertisedHost ?? this.address.host
    return msrpUri(host, portOf(this.address, scheme), newSessionId(), scheme)
  }

  /** Closes all sessions, all connections and the listener. */
  async close(): Promise<void> {
    for (const session of [...this.#sessions.values()]) session.close()
    for (const timer of this.#unbound.values()) timer.cancel()
    this.#unbound.clear()
    for (const connection of [...this.#bound.keys()]) connection.end()
    this.#opener.close()
    await this.#listener?.close()
    await this.#secureListener?.close()
  }

  #adopt(stream: OctetStream): MsrpConnection {
    const connection = new MsrpConnection(
      stream,
      this.#clock,
      this.#options.framing ?? defaultFramerLimits,
      this.#connectionUser,
    )
    this.#bound.set(connection, new Set())
    connection.start()
    return connection
  }

  #receive(connection: MsrpConnection, request: MsrpRequest, parsed: ParsedMsrp): void {
    const report = request.method === 'REPORT'
    const session = this.#sessionFor(connection, request)
    if (typeof session !== 'number') {
      const refusal = refusalOf(request, parsed)
      if (report) session.receiveReport(readReport(request, parsed))
      else if (refusal !== undefined) this.#refuse(connection, request, refusal)
      else this.#serve(connection, session, request, parsed)
    } else if (!report) this.#refuse(connection, request, session)
  }

  /** The session that the request is for, or the status that refuses it (RFC 4975 §5.4, §7.3). */
  #sessionFor(connection: MsrpConnection, request: MsrpRequest): MsrpSession | number {
    const to = toPath(request)
    const uri = parseMsrpUri(to.at(-1) ?? '')
    const session = uri && this.#sessions.get(uri.sessionId ?? '')
    if (!session?.isAddressedBy(to)) return 481
    if (session.connection === connection) return session
    if (session.connection) return 506
    return request.method === 'SEND' ? session : 481
  }

  #serve(connection: MsrpConnection, session: MsrpSession, request: MsrpRequest, parsed: ParsedMsrp): void {
    // The first SEND binds the connection from the passive side's point of view (RFC 4975 §5.4).
    if (!session.connection) {
      if (!session.expects(connection)) {
        connection.end()
        return
      }
      session.bind(connection, fromPath(request))
    }
    const answer = (status: number, comment?: string) =>
      connection.write(serialiseMsrp(buildResponse(request, status, comment)))
    session.receive(new IncomingChunk(parsed, request, answer))
  }

  #refuse(connection: MsrpConnection, request: MsrpRequest, proposed: number): void {
    const status = this.#options.refuse?.(request, proposed) ?? proposed
    if (status === 'silent' || fromPath(request).length === 0 || !isAnswered(failureReport(request), status)) return
    connection.write(serialiseMsrp(buildResponse(request, status)))
  }

  async #connectionTo(uri: MsrpUri, reuse: boolean): Promise<MsrpConnection> {
    const tls = uri.scheme.toLowerCase() === 'msrps' ? this.#options.secure?.tls : undefined
    if ((uri.scheme.toLowerCase() !== 'msrp' && !tls) || uri.port === undefined)
      throw new MsrpError(
        'remote-path-unusable',
        'only msrp URIs with a port can be connected to; msrps needs `secure`',
      )
    const key = `${tls ? 'msrps' : 'msrp'} ${uri.host.toLowerCase()} ${uri.port}`
    const known = reuse ? this.#opened.get(key) : undefined
    if (known && known.connection?.open !== false) return known.opening
    const opening = this.#openStream({ host: uri.host, port: uri.port }, tls).then(stream => {
      opened.connection = this.#adopt(stream)
      return opened.connection
    })
    const opened: Opened = { opening, connection: undefined }
    this.#opened.set(key, opened)
    try {
      return await opening
    } catch (error) {
      if (this.#opened.get(key) === opened) this.#opened.delete(key)
      throw error
    }
  }

  #openStream(remote: Address, tls?: TlsOptions): Promise<OctetStream> {
    const { owner, connectWithin, tap = noTap } = this.#options
    return this.#opener.open({ owner, protocol: 'msrp', remote, within: connectWithin, tap, tls })
  }

  #joined(session: MsrpSession, connection: MsrpConnection): void {
    this.#bound.get(connection)?.add(session)
    this.#unbound.get(connection)?.cancel()
    this.#unbound.delete(connection)
  }

  /** A session is over. Its connection is closed with the last session on it if this side opened it. */
  #left(session: MsrpSession, connection: MsrpConnection | undefined): void {
    this.#sessions.delete(session.localUri.sessionId ?? '')
    if (!connection) return
    const sharers = this.#bound.get(connection)
    sharers?.delete(session)
    if (sharers?.size !== 0) return
    if (connection.stream.facts.role === 'opened') connection.end()
    else this.#watchUnbound(connection)
  }

  #watchUnbound(connection: MsrpConnection): void {
    const { unboundFor } = this.#options
    if (unboundFor === undefined || this.#unbound.has(connection) || this.#bound.get(connection)?.size !== 0) return
    const timer = this.#clock.after(unboundFor, () => {
      this.#unbound.delete(connection)
      connection.end()
    })
    this.#unbound.set(connection, timer)
  }

  #forget(connection: MsrpConnection, how: ConnectionEnd): void {
    const sessions = this.#bound.get(connection) ?? []
    for (const [key, opened] of this.#opened) if (opened.connection === connection) this.#opened.delete(key)
    this.#bound.delete(connection)
    this.#unbound.get(connection)?.cancel()
    this.#unbound.delete(connection)
    for (const session of [...sessions]) session.connectionLost(how)
  }
}
