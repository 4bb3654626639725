import type { WireReference } from '../wire/tap.ts'
import type { ChunkSource, ConnectionEnd, MsrpConnection, TransactionResult } from './connection.ts'
import { forgetOldest } from './forget-oldest.ts'
import type { IncomingChunk } from './incoming-chunk.ts'
import { IncomingMessage } from './incoming-message.ts'
import type { IncomingReport } from './incoming-report.ts'
import { fromPath, type MsrpMessage } from './message.ts'
import { MsrpError } from './msrp-error.ts'
import { OutgoingMessage, type SendOptions } from './outgoing-message.ts'
import { PartialMessages } from './partial-messages.ts'
import { isExpectedPeer } from './peer-certificate.ts'
import type { ReassemblyLimits } from './reassembly.ts'
import { buildReport, type Paths, type ReportFields } from './requests.ts'
import { serialiseMsrp } from './serialise.ts'
import { parseMsrpUri, sameMsrpUri, serialiseMsrpUri, type MsrpUri } from './uri.ts'

/** Messages sent of which later REPORTs still find their way to `onReport`. */
const mostReportable = 4096

/** Why a session is no more: its connection, or {@link MsrpSession.close}. */
export type SessionEnd = ConnectionEnd | 'closed'

/** What a session tells its owner; all of it is optional. Callbacks must not throw. */
export interface MsrpSessionUser {
  /** A connection is bound to the session: from now on this side can send (RFC 4975 §5.4). */
  bound?(): void
  /** Each SEND, bodiless ones included, before anything else is done with it; may hold or answer it. */
  chunk?(chunk: IncomingChunk): void
  /** A whole message; may hold or answer it, else it is answered 200 on return. */
  message?(message: IncomingMessage): void
  /** A message whose sender gave it up, or that was refused before it was whole. */
  abandoned?(messageId: string): void
  report?(report: IncomingReport): void
  closed?(how: SessionEnd): void
}

export interface MsrpSessionOptions {
  /** This side's URI as its SDP says it; default: the endpoint's address and a new session-id. */
  readonly localUri?: MsrpUri | undefined
  /** URIs that stand before it in its `a=path`, when this side is its own relay; default none. */
  readonly relays?: readonly MsrpUri[] | undefined
  /** The peer's `a=path`, when it is known already; else the From-Path of its first request is taken. */
  readonly remotePath?: readonly MsrpUri[] | undefined
  /** `automatic` sends the success REPORT that is owed once a message is answered 200; default. */
  readonly successReports?: 'automatic' | 'manual' | undefined
}

export interface ConnectOptions {
  /** The peer's `a=path`; its leftmost URI is connected to (RFC 4975 §6.2). Default: the one given before. */
  readonly remotePath?: readonly MsrpUri[]
  /** The SEND that a connecting party issues at once (RFC 4975 §5.4); default `bodiless`. */
  readonly bind?: 'bodiless' | 'none'
  /** Uses a connection that leads to the same host and port (RFC 4975 §5.4); default true. */
  readonly reuse?: boolean
}

/** What a session needs of its endpoint. */
export interface SessionHost {
  readonly transactionTimer: number
  readonly reassembly: ReassemblyLimits
  connectionTo(uri: MsrpUri, reuse: boolean): Promise<MsrpConnection>
  joined(session: MsrpSession, connection: MsrpConnection): void
  left(session: MsrpSession, connection: MsrpConnection | undefined): void
}

/** One MSRP session as its own side sees it (RFC 4975 §5.4). Made by `MsrpEndpoint.createSession`. */
export class MsrpSession implements ChunkSource {
  readonly localUri: MsrpUri
  /** This side's `a=path`. */
  readonly localPath: readonly MsrpUri[]
  user: MsrpSessionUser
  readonly #host: SessionHost
  readonly #options: MsrpSessionOptions
  readonly #localPath: readonly string[]
  readonly #partial: PartialMessages
  readonly #queue: OutgoingMessage[] = []
  readonly #known = new Map<string, OutgoingMessage>()
  #remotePath: readonly string[]
  #remoteUri: MsrpUri | undefined
  #fingerprints: readonly string[] = []
  #connection: MsrpConnection | undefined
  #closed = false

  constructor(localUri: MsrpUri, options: MsrpSessionOptions, user: MsrpSessionUser, host: SessionHost) {
    this.localUri = localUri
    this.user = user
    this.#options = options
    this.#host = host
    this.localPath = [...(options.relays ?? []), localUri]
    this.#localPath = this.localPath.map(serialiseMsrpUri)
    this.#remotePath = options.remotePath?.map(serialiseMsrpUri) ?? []
    this.#remoteUri = options.remotePath?.[0]
    this.#partial = new PartialMessages(host.reassembly)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The connection that the session is bound to. Through it a peer can read slowly, or end it. */
  get connection(): MsrpConnection | undefined {
    return this.#connection
  }

  /** To-Path and From-Path of this side's requests. */
  get paths(): Paths {
    return { to: this.#remotePath, from: this.#localPath }
  }

  /** Whether a To-Path names this session: all of its path, URI by URI (RFC 4975 §6.1, §7.3). */
  isAddressedBy(path: readonly string[]): boolean {
    const uris = path.map(parseMsrpUri)
    return (
      uris.length === this.localPath.length &&
      this.localPath.every((own, index) => {
        const uri = uris[index]
        return uri !== undefined && sameMsrpUri(uri, own)
      })
    )
  }

  /** Tells the peer's `a=path`, once it is known, and the values of its `a=fingerprint`. */
  setRemotePath(path: readonly MsrpUri[], fingerprints: readonly string[] = []): void {
    this.#fingerprints = fingerprints
    this.#remotePath = path.map(serialiseMsrpUri)
    this.#remoteUri = path[0]
  }

  /**
   * Plays the active party: opens or reuses a connection and binds it by a SEND at once. Returns that SEND, or undefined
   * with `bind: 'none'` or when messages were waiting, which bind it themselves. Rejects with a `WireError` when there
   * is no connection and with an {@link MsrpError} when the session cannot have one.
   */
  async connect({ remotePath, bind = 'bodiless', reuse = true }: ConnectOptions = {}): Promise<
    OutgoingMessage | undefined
  > {
    if (remotePath) this.setRemotePath(remotePath)
    if (this.#connection) throw new MsrpError('already-bound', 'the session has a connection; create another session')
    if (!this.#remoteUri) throw new MsrpError('no-remote-path', 'give the path of the peer before connecting to it')
    const connection = await this.#host.connectionTo(this.#remoteUri, reuse)
    if (this.#isClosed()) {
      this.#host.left(this, connection)
      throw new MsrpError('session-closed', 'the session was closed while it was connecting')
    }
    if (!this.expects(connection)) {
      connection.end()
      throw new MsrpError('wrong-certificate', 'the peer presented another certificate than its SDP says')
    }
    if (!connection.open) throw new MsrpError('connection-lost', 'the connection was lost before it could be used')
    const waiting = this.#queue.length > 0
    let binding: OutgoingMessage | undefined
    if (bind === 'bodiless' && !waiting) {
      binding = new OutgoingMessage(undefined, this.#host.transactionTimer)
      this.#queue.push(binding)
    }
    this.bind(connection)
    return binding
  }

  /** Whether the other side of the connection has the certificate that it should have, where it needs one. */
  expects({ stream }: MsrpConnection): boolean {
    const secure = this.localUri.scheme.toLowerCase() === 'msrps'
    return secure === (stream.facts.transport === 'tls') && isExpectedPeer(stream.facts, this.#fingerprints)
  }

  /** Binds the session to a connection; called by the endpoint when the peer's first request arrives. */
  bind(connection: MsrpConnection, remotePath?: readonly string[]): void {
    this.#connection = connection
    this.#host.joined(this, connection)
    if (this.#remotePath.length === 0 && remotePath) this.#remotePath = remotePath
    this.user.bound?.()
    if (this.#queue.length > 0) connection.schedule(this)
  }

  /**
   * Sends a message: at once, or when the session is bound to a connection, and after those sent before. Throws an
   * {@link MsrpError} on a closed session, and a `ChunkSizeError` for impossible chunk sizes.
   */
  send(options: SendOptions): OutgoingMessage {
    this.#demandOpen()
    const message = new OutgoingMessage(options, this.#host.transactionTimer)
    this.#known.set(message.messageId, message)
    forgetOldest(this.#known, mostReportable)
    this.#queue.push(message)
    this.#connection?.schedule(this)
    return message
  }

  /** Sends a REPORT, whether asked for or not; undefined when there is no connection to send it on. */
  sendReport(fields: ReportFields): WireReference | undefined {
    return this.transmit(buildReport(this.paths, fields))
  }

  /** Writes any message as it stands, before all that waits; nothing is awaited. */
  transmit(message: MsrpMessage): WireReference | undefined {
    return this.sendVerbatim(serialiseMsrp(message))
  }

  /** Writes any octets on the connection of the session; undefined when there is none. */
  sendVerbatim(octets: Buffer): WireReference | undefined {
    return this.#connection?.open ? this.#connection.write(octets) : undefined
  }

  /** As {@link transmit}, and tells what became of the transaction. Throws an {@link MsrpError} when not connected. */
  transact(message: MsrpMessage): { readonly sent: WireReference; readonly result: Promise<TransactionResult> } {
    const connection = this.#connection
    if (!connection?.open) throw new MsrpError('session-closed', 'the session has no open connection')
    const result = new Promise<TransactionResult>(resolve =>
      connection.expect(message.transactionId, this.#host.transactionTimer, resolve),
    )
    return { sent: connection.write(serialiseMsrp(message)), result }
  }

  /** Ends the session: its URI is unknown from now on, and its connection is closed when nobody else uses it. */
  close(): void {
    this.#finish('closed')
  }

  /** Called by the endpoint when the connection of the session is gone: the session has failed (RFC 4975 §5.4). */
  connectionLost(how: ConnectionEnd): void {
    this.#finish(how)
  }

  /** A SEND for this session; called by the endpoint. */
  receive(chunk: IncomingChunk): void {
    this.user.chunk?.(chunk)
    if (chunk.body || chunk.continuation === '#') this.#assemble(chunk)
    if (!chunk.held && chunk.status === undefined) chunk.respond(200, 'OK')
  }

  /** A REPORT for this session; called by the endpoint. */
  receiveReport(report: IncomingReport): void {
    const message = report.messageId === undefined ? undefined : this.#known.get(report.messageId)
    const { status } = report
    if (status?.namespace === '000' && !report.success) message?.refuse(status.code, status.comment)
    message?.options?.onReport?.(report)
    this.user.report?.(report)
  }

  sendNext(connection: MsrpConnection, flushed: () => void): number {
    for (let message = this.#queue[0]; message; message = this.#queue[0]) {
      const octets = message.sendNext(connection, this.paths, flushed, () => connection.schedule(this))
      if (message.finished) this.#queue.shift()
      if (octets > 0 || !message.finished) return octets
    }
    return 0
  }

  #assemble(chunk: IncomingChunk): void {
    // What was answered by an error is not wanted, nor is what follows of the same message.
    if (chunk.status !== undefined && chunk.status >= 300) {
      if (this.#partial.refuse(chunk.messageId, chunk.status)) this.user.abandoned?.(chunk.messageId)
      return
    }
    const state = this.#partial.add(chunk)
    switch (state.kind) {
      case 'incomplete':
        return
      case 'refused':
        chunk.respond(state.status)
        return
      case 'aborted':
        this.user.abandoned?.(chunk.messageId)
        return
      case 'too-large':
        chunk.respond(413, 'Message Too Large')
        this.user.abandoned?.(chunk.messageId)
        return
      case 'complete':
        this.#deliver(
          new IncomingMessage(chunk, state.body, state.duplicate, fields => this.#reportBack(chunk, fields)),
        )
    }
  }

  #deliver(message: IncomingMessage): void {
    if (this.#options.successReports !== 'manual')
      message.last.whenSettled(status => {
        if (status < 300) message.report(200, 'OK')
      })
    this.user.message?.(message)
  }

  /** A REPORT goes the whole way back that the SEND came (RFC 4975 §7.1.3). */
  #reportBack({ request }: IncomingChunk, fields: ReportFields): WireReference | undefined {
    return this.transmit(buildReport({ to: fromPath(request), from: this.#localPath }, fields))
  }

  #finish(how: SessionEnd): void {
    if (this.#closed) return
    this.#closed = true
    const connection = this.#connection
    this.#connection = undefined
    for (const message of [...this.#known.values(), ...this.#queue]) message.lose()
    this.#queue.length = 0
    this.#partial.clear()
    this.#host.left(this, connection)
    this.user.closed?.(how)
  }

  #isClosed(): boolean {
    return this.#closed
  }

  #demandOpen(): void {
    if (this.#closed) throw new MsrpError('session-closed', 'the session is closed: establish another by SDP')
  }
}
