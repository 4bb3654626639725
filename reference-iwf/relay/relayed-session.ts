import type { ConnectionEnd, MsrpConnection } from '../../protocols/msrp/connection.ts'
import { forgetOldest } from '../../protocols/msrp/forget-oldest.ts'
import { isExpectedPeer } from '../../protocols/msrp/peer-certificate.ts'
import type { MsrpUri } from '../../protocols/msrp/uri.ts'

/** Messages of which it is remembered that their failure was told. */
const MOST_TOLD = 1024

export interface RelayedSessionParts {
  /** The relay's URI in the path of the session, and the one of the endpoint behind it. */
  readonly relay: MsrpUri
  readonly own: MsrpUri
  /** The relay's end and the endpoint's end of the connection between the two. */
  readonly inside: MsrpConnection
  readonly endpointEnd: MsrpConnection
  /** The connection of the client is gone: the endpoint need not wait for a message to fail. */
  readonly lost: (how: ConnectionEnd) => void
}

/** What a relayed session has its relay do. */
export interface RelayedSessionHost {
  /** Opens a connection to where the URI leads, or takes the one that leads there (RFC 4975 §5.4). */
  connect(session: RelayedSession, uri: MsrpUri): Promise<void>
  drained(): Promise<void>
  left(session: RelayedSession): void
}

/** A session of the endpoint as its relay knows it: under which URI, and over which connection its client is reached. */
export class RelayedSession {
  readonly relay: MsrpUri
  readonly own: MsrpUri
  readonly inside: MsrpConnection
  /** The connection of the client, once there is one. */
  outside: MsrpConnection | undefined
  readonly #parts: RelayedSessionParts
  readonly #host: RelayedSessionHost
  readonly #told = new Set<string>()
  #reports = true
  #fingerprints: readonly string[] = []

  constructor(parts: RelayedSessionParts, host: RelayedSessionHost) {
    this.relay = parts.relay
    this.own = parts.own
    this.inside = parts.inside
    this.#parts = parts
    this.#host = host
  }

  /** Tells the values of the client's `a=fingerprint`. */
  expectPeer(fingerprints: readonly string[]): void {
    this.#fingerprints = fingerprints
  }

  /** Whether the other side of the connection has the certificate that it should have, where it needs one. */
  expects({ stream }: MsrpConnection): boolean {
    const secure = this.relay.scheme === 'msrps'
    return secure === (stream.facts.transport === 'tls') && isExpectedPeer(stream.facts, this.#fingerprints)
  }

  /**
   * Has the connection to the client opened, whose leftmost URI is given, where the endpoint is the active party. Gives
   * the endpoint's connection to its relay. Rejects with a `WireError` or an `MsrpError`.
   */
  async connect(uri: MsrpUri): Promise<MsrpConnection> {
    await this.#host.connect(this, uri)
    return this.#parts.endpointEnd
  }

  /** Settles when relay and endpoint have each dealt with all that the other said so far. Never rejects. */
  drained(): Promise<void> {
    return this.#host.drained()
  }

  /** The client has left: what is under way still goes through, but failures are reported no more (RFC 4975 §7.1.2). */
  stopReporting(): void {
    this.#reports = false
  }

  /** Whether the failure of a message has yet to be told: once is enough, however many of its chunks fail. */
  hasToTell(messageId: string): boolean {
    if (!this.#reports || this.#told.has(messageId)) return false
    this.#told.add(messageId)
    forgetOldest(this.#told, MOST_TOLD)
    return true
  }

  /** The connection of the client is no more. */
  connectionLost(how: ConnectionEnd): void {
    this.outside = undefined
    this.#parts.lost(how)
  }

  /** The session is over: its URI leads nowhere from now on. */
  end(): void {
    this.#host.left(this)
    this.outside = undefined
  }
}
