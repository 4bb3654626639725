import type { Clock } from '../../protocols/clock.ts'
import type { ClientTransaction, ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import type { SipFlow, SipTarget, SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipAddress } from '../../protocols/sip/local-address.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import type { IncomingRequest, RequestOptions } from '../../protocols/sip/transaction-layer.ts'
import type { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import type { OctetStream } from '../../protocols/wire/stream.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { SimpleBounds } from './interface.ts'

/** A request that has been handed to its transaction. */
export interface StartedRequest {
  readonly transaction: ClientTransaction
  readonly reference: WireReference
  readonly flow: SipFlow
}

/** What the users and calls of the peer share: its sockets, times and book of dialogs. */
export interface PeerCore {
  readonly domain: string
  readonly local: SipAddress
  /** Where clients listen behind proxies that this peer plays: nothing should arrive here. */
  readonly behindProxies: SipAddress
  /** That of requests for which the script names none. */
  readonly transport: SipTransportName
  readonly clock: Clock
  readonly timers: SipTimers
  readonly bounds: SimpleBounds
  readonly msrp: MsrpEndpoint
  /** Offers for which the script does not say otherwise are for msrps. */
  readonly secureMedia: boolean
  /** Of the peer's certificate; absent where it has no TLS. */
  readonly fingerprint: string | undefined
  /** Session id of an o= line: digits, different for each session (RFC 4566 §5.2). */
  newSdpSessionId(): string
  /** The implementation under test, for requests outside a dialog. */
  target(transport: SipTransportName): SipTarget
  /** Rejects with a `WireError` when there is no way to the target. */
  flowTo(target: SipTarget): Promise<SipFlow>
  /** A TCP connection that nobody else uses, and on which nobody answers; rejects as `flowTo` does. */
  connect(target: SipTarget): Promise<OctetStream>
  start(request: SipRequest, flow: SipFlow, user: ClientTransactionUser, options?: RequestOptions): StartedRequest
  /** Requests with this Call-ID and local tag go to the call, until they are forgotten. */
  registerDialog(callId: string, localTag: string, call: DialogOwner): void
  forgetDialog(callId: string, localTag: string): void
}

/** Who hears of requests within a dialog. */
export interface DialogOwner {
  onRequest(incoming: IncomingRequest): void
  /** An ACK to a 2xx. */
  onAck(ack: SipRequest): void
}
