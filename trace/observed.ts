import type { Direction, TlsFacts } from '../protocols/wire/tap.ts'
import type { Violation } from '../protocols/violation.ts'

export type ObservedProtocol = 'sip' | 'msrp' | 'http' | 'ssp'

/** One message, read from the recorded octets; decoded when it is first looked at. */
export interface Observed<M> {
  /** Number within the execution, from 1, in the order of the log: `m7`. */
  readonly id: number
  /** Milliseconds since the start of the run. Received: its last octet was read. Sent: before the write. */
  readonly at: number
  /** What the wire says: `iwf`, or the peer whose socket it is. */
  readonly from: string
  /** The peer whose socket it is, whoever sent the message: `simple`, or an IMPS domain. */
  readonly owner: string
  readonly protocol: ObservedProtocol
  readonly transport: 'udp' | 'tcp' | 'tls'
  /** Id of the stream connection; datagrams between the same two addresses share one. */
  readonly connection: string
  /** Whether the peer accepted or opened the stream connection; undefined for datagrams. */
  readonly role: 'accepted' | 'opened' | undefined
  /** What the handshake of its connection showed; undefined without TLS. */
  readonly tls: TlsFacts | undefined
  readonly direction: Direction
  /** Exactly the octets of the message. An SSP transaction cites those of the HTTP message around it. */
  readonly octets: Buffer
  /** Range within its direction of the stream; a datagram begins at 0. */
  readonly start: number
  readonly end: number
  /** Numbers of the events that hold its first and its last octet. */
  readonly firstEvent: number
  readonly lastEvent: number
  /** Milliseconds for which the recorder's event loop was held up around `at`: how late `at` may be. */
  readonly lag: number
  /** Milliseconds for which it was held up, all in all, between a moment and `at`: how busy the machine was meanwhile. */
  lagSince(moment: number): number
  /** What is wrong with it by the grammar of its protocol. */
  readonly violations: readonly Violation[]
  readonly message: M
}
