import type { WireReference } from '../wire/tap.ts'
import type { Address } from '../wire/tap.ts'
import type { SipAddress } from './local-address.ts'
import type { SipFlow, SipTarget, SipTransportName } from './flow.ts'
import type { ParsedSip, SipMessage } from './message.ts'

/** Something could not be sent, or the way to a remote address broke. */
export interface SipTransportFailure {
  readonly transport: SipTransportName
  readonly remote: Address
  /** The connection concerned; undefined over UDP, and when no connection came about. */
  readonly flow: SipFlow | undefined
  readonly error: Error
}

/** What a transport tells its user. */
export interface SipTransportWatcher {
  /** Every message whose start line could be read, with violations or without. */
  message(parsed: ParsedSip, flow: SipFlow): void
  /**
   * Octets that depart from the grammar, before `message` hears of them; where `parsed.message` is undefined they
   * reach nobody else.
   */
  malformed?(parsed: ParsedSip, flow: SipFlow): void
  failed?(failure: SipTransportFailure): void
  /** A connection was accepted or opened. */
  opened?(flow: SipFlow): void
  /** A connection ended in order. */
  ended?(flow: SipFlow): void
}

/** Sends and receives SIP over UDP, TCP and TLS at one address (RFC 3261 §18). */
export interface SipTransport {
  readonly address: SipAddress
  readonly transports: readonly SipTransportName[]
  /** Hands over all that arrived so far and from now on; a later call replaces the watcher. */
  watch(watcher: SipTransportWatcher): void
  /** The way to a target if there is one already: always over UDP, over TCP and TLS when a connection is open. */
  openFlow(target: SipTarget): SipFlow | undefined
  /**
   * The way to a target, over TCP and TLS by a new connection when none is open; simultaneous calls share it.
   * @throws {WireError} when the connection is refused or not there in time
   * @throws {SipTransportError} `transport-not-open` when the transport was not asked for
   */
  flowTo(target: SipTarget): Promise<SipFlow>
  /** Resolves when the octets were handed to the socket. Throws as {@link flowTo} does. */
  send(message: SipMessage | Buffer, to: SipTarget | SipFlow): Promise<WireReference>
  /** Closes the sockets and all connections. */
  close(): Promise<void>
}

/** A transport was asked for what it cannot do, or could not be opened. */
export class SipTransportError extends Error {
  override readonly name = 'SipTransportError'
  readonly code: 'transport-not-open' | 'no-free-port' | 'closed' | 'address-in-use' | 'socket-failed'
  constructor(code: SipTransportError['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
