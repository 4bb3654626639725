import type { Clock } from '../clock.ts'
import type { ClientConduct, ClientTransaction, ClientTransactionUser } from './client-transaction.ts'
import type { SipFlow, SipTarget } from './flow.ts'
import { firstHeaderValue } from './headers.ts'
import { InviteClientTransaction } from './invite-client-transaction.ts'
import { InviteServerTransaction } from './invite-server-transaction.ts'
import type { ParsedSip, SipHeader, SipRequest } from './message.ts'
import { NonInviteClientTransaction } from './non-invite-client-transaction.ts'
import { NonInviteServerTransaction } from './non-invite-server-transaction.ts'
import { isRequest, isResponse, type ParsedRequest, type ParsedResponse } from './parsed.ts'
import { responseDestination } from './response-destination.ts'
import { serialiseSip } from './serialise.ts'
import {
  TransactionError,
  type ServerConduct,
  type ServerTransaction,
  type ServerTransactionOptions,
} from './server-transaction.ts'
import { transactionTimers, type SipTimers, type TransactionTimers } from './timers.ts'
import { cancelledTransactionKey, clientTransactionKey, mergeKey, serverTransactionKey } from './transaction-key.ts'
import type { SipTransport, SipTransportFailure } from './transport.ts'
import { canonicalHeaderName } from './header-names.ts'
import { parseVia, withReceived, type Via } from './via.ts'
import type { WireReference } from '../wire/tap.ts'

/** A new request, with the transaction that will answer it. */
export interface IncomingRequest {
  /** What arrived, untouched. */
  readonly received: ParsedRequest
  /** The same with `received` and `rport` in its topmost Via (RFC 3261 §18.2.1): what responses are built from. */
  readonly request: SipRequest
  readonly flow: SipFlow
  readonly transaction: ServerTransaction
  /** For a CANCEL: the transaction that it means, if there is one (RFC 3261 §9.2). */
  readonly cancels: ServerTransaction | undefined
  /** Whether the same original request is being answered already, reached by another path: 482 (RFC 3261 §8.2.2.2). */
  readonly merged: boolean
}

/** Who uses the transactions: a UA core in the words of RFC 3261 §5. */
export interface TransactionLayerUser {
  request(incoming: IncomingRequest): void
  /** An ACK that belongs to no transaction: that to a 2xx, which is the user's own business (RFC 3261 §13.3.1.4). */
  ack(received: ParsedRequest, flow: SipFlow): void
  /** A response that no client transaction waits for; among them 2xx after Timer M. */
  strayResponse(received: ParsedResponse, flow: SipFlow): void
  /** A request without the fields by which transactions are told apart. */
  unmatchable?(parsed: ParsedSip, flow: SipFlow): void
  /** Whatever departs from the grammar, before it is looked at in any other way. */
  malformed?(parsed: ParsedSip, flow: SipFlow): void
  /** A failure of the transport; the transactions concerned have been told. */
  transportFailed?(failure: SipTransportFailure): void
}

export interface TransactionLayerOptions {
  readonly transport: SipTransport
  readonly clock: Clock
  readonly timers: SipTimers
  readonly user: TransactionLayerUser
  /** Milliseconds after which an unanswered INVITE gets 100 by itself, 200 in RFC 3261 §17.2.1; undefined: never. */
  readonly tryingAfter?: number
  /** For all server transactions; each can be changed by the handler of its request. */
  readonly serverConduct?: Partial<ServerConduct>
}

export interface RequestOptions {
  /** Sent instead of the request's own octets; the branch and method of `request` still tell the responses. */
  readonly octets?: Buffer
  readonly conduct?: Partial<ClientConduct>
}

/** Finds the transaction of every message, and makes those of new requests (RFC 3261 §17). */
export class TransactionLayer {
  readonly #transport: SipTransport
  readonly #clock: Clock
  readonly #user: TransactionLayerUser
  readonly #reliable: TransactionTimers
  readonly #unreliable: TransactionTimers
  readonly #options: TransactionLayerOptions
  readonly #clients = new Map<string, { readonly transaction: ClientTransaction; readonly flow: SipFlow }>()
  readonly #servers = new Map<string, ServerTransaction>()
  /** What merged requests would have in common with those that came first. */
  readonly #originals = new Set<string>()

  constructor(options: TransactionLayerOptions) {
    this.#options = options
    this.#transport = options.transport
    this.#clock = options.clock
    this.#user = options.user
    this.#reliable = transactionTimers(options.timers, true)
    this.#unreliable = transactionTimers(options.timers, false)
    this.#transport.watch({
      message: (parsed, flow) => this.#receive(parsed, flow),
      malformed: (parsed, flow) => this.#user.malformed?.(parsed, flow),
      failed: failure => this.#failed(failure),
    })
  }

  /** How many transactions are alive. */
  get size(): number {
    return this.#clients.size + this.#servers.size
  }

  /**
   * Sends a request and watches over it. The request must have its Via, with a branch of its own.
   * @throws {TransactionError} `not-a-transaction` for ACK, which is sent on the flow; `no-branch`; `branch-in-use`
   */
  request(
    request: SipRequest,
    flow: SipFlow,
    user: ClientTransactionUser,
    options: RequestOptions = {},
  ): { readonly transaction: ClientTransaction; readonly reference: WireReference } {
    const key = this.#newClientKey(request)
    const transaction = this.#clientTransaction(request, flow, options, user, () => void this.#clients.delete(key))
    this.#clients.set(key, { transaction, flow })
    return { transaction, reference: transaction.start() }
  }

  /** Ends all transactions without a word on the wire and forgets them: no timer is left. */
  shutdown(): void {
    for (const { transaction } of [...this.#clients.values()]) transaction.terminate()
    for (const transaction of [...this.#servers.values()]) transaction.terminate()
  }

  #newClientKey(request: SipRequest): string {
    const { method } = request
    if (method === 'ACK')
      throw new TransactionError('not-a-transaction', 'ACK has no transaction: send it on the flow (RFC 3261 §17)')
    const key = clientTransactionKey(request)
    if (key === undefined)
      throw new TransactionError('no-branch', `the ${method} needs a Via with a branch, so that answers can be told`)
    if (this.#clients.has(key))
      throw new TransactionError(
        'branch-in-use',
        `the branch of this ${method} is in use: make a new one, or send it on the flow`,
      )
    return key
  }

  #clientTransaction(
    request: SipRequest,
    flow: SipFlow,
    { octets, conduct }: RequestOptions,
    user: ClientTransactionUser,
    over: () => void,
  ): ClientTransaction {
    const options = {
      request,
      octets: octets ?? serialiseSip(request),
      send: (bytes: Buffer) => flow.send(bytes),
      clock: this.#clock,
      timers: flow.reliable ? this.#reliable : this.#unreliable,
      user,
      conduct,
      over,
    }
    return request.method === 'INVITE' ? new InviteClientTransaction(options) : new NonInviteClientTransaction(options)
  }

  #receive(parsed: ParsedSip, flow: SipFlow): void {
    if (isResponse(parsed)) this.#receiveResponse(parsed, flow)
    else if (isRequest(parsed)) this.#receiveRequest(parsed, flow)
  }

  #receiveResponse(received: ParsedResponse, flow: SipFlow): void {
    const key = clientTransactionKey(received.message)
    const known = key === undefined ? undefined : this.#clients.get(key)
    if (known) known.transaction.receive(received)
    else this.#user.strayResponse(received, flow)
  }

  #receiveRequest(received: ParsedRequest, flow: SipFlow): void {
    const { message } = received
    const via = parseVia(firstHeaderValue(message, 'via') ?? '')
    const key = serverTransactionKey(message, via)
    if (key === undefined) {
      if (message.method === 'ACK') this.#user.ack(received, flow)
      else this.#user.unmatchable?.(received, flow)
      return
    }
    const known = this.#servers.get(key)
    // An ACK to a 2xx has a branch of its own, but one that borrows its INVITE's means the same (RFC 6026 §7.1).
    if (message.method === 'ACK' && known?.state !== 'completed' && known?.state !== 'confirmed')
      this.#user.ack(received, flow)
    else if (known) known.receive(received)
    else this.#receiveNew(received, flow, via, key)
  }

  #receiveNew(received: ParsedRequest, flow: SipFlow, via: Via | undefined, key: string): void {
    const request = stamped(received.message, flow)
    const merge = mergeKey(request)
    const merged = merge !== undefined && this.#originals.has(merge)
    const isOriginal = merge !== undefined && !merged
    const transaction = this.#serverTransaction(request, flow, via, () => {
      this.#servers.delete(key)
      if (isOriginal) this.#originals.delete(merge)
    })
    this.#servers.set(key, transaction)
    if (isOriginal) this.#originals.add(merge)
    const cancelled = request.method === 'CANCEL' ? cancelledTransactionKey(received.message, via) : undefined
    const cancels = cancelled === undefined ? undefined : this.#servers.get(cancelled)
    this.#user.request({ received, request, flow, transaction, cancels, merged })
    transaction.awaitResponse()
  }

  #serverTransaction(request: SipRequest, flow: SipFlow, via: Via | undefined, over: () => void): ServerTransaction {
    const options: ServerTransactionOptions = {
      request,
      send: this.#responseSender(flow, via, error => transaction.transportFailed(error)),
      clock: this.#clock,
      timers: flow.reliable ? this.#reliable : this.#unreliable,
      conduct: this.#options.serverConduct,
      tryingAfter: this.#options.tryingAfter,
      over,
    }
    const transaction =
      request.method === 'INVITE' ? new InviteServerTransaction(options) : new NonInviteServerTransaction(options)
    return transaction
  }

  /** Responses follow RFC 3261 §18.2.2; the way back is found once for a transaction. */
  #responseSender(
    flow: SipFlow,
    via: Via | undefined,
    failed: (error: Error) => void,
  ): (octets: Buffer) => WireReference {
    const { transport, remote } = flow
    const target = { transport, ...responseDestination(via, remote, transport) }
    if (!flow.reliable) return sender(this.#transport.openFlow(target) ?? flow)
    return octets => (flow.open ? flow.send(octets) : this.#sendAnew(octets, target, failed))
  }

  /** The connection of the request is gone: a new one to the sender's own port must do (RFC 3261 §18.2.2). */
  #sendAnew(octets: Buffer, target: SipTarget, failed: (error: Error) => void): WireReference {
    const open = this.#transport.openFlow(target)
    if (open) return open.send(octets)
    this.#transport.send(octets, target).catch((error: unknown) => {
      failed(error instanceof Error ? error : new Error(String(error)))
    })
    return 0
  }

  /** A broken connection or an unreachable address ends the client transactions that wait on it (RFC 3261 §8.1.3.1). */
  #failed(failure: SipTransportFailure): void {
    for (const { transaction, flow } of [...this.#clients.values()])
      if (concerns(failure, flow)) transaction.transportFailed(failure.error)
    this.#user.transportFailed?.(failure)
  }
}

const sender = (flow: SipFlow) => (octets: Buffer) => flow.send(octets)

function concerns(failure: SipTransportFailure, flow: SipFlow): boolean {
  if (failure.flow) return failure.flow === flow
  const { remote } = flow
  return (
    failure.transport === flow.transport && failure.remote.host === remote.host && failure.remote.port === remote.port
  )
}

/** The request with its topmost Via completed; the same object when there is nothing to complete. */
function stamped(request: SipRequest, flow: SipFlow): SipRequest {
  const index = request.headers.findIndex(({ name }) => canonicalHeaderName(name) === 'via')
  const field = request.headers[index]
  if (!field) return request
  const value = withTopmostReceived(field.value, flow)
  if (value === field.value) return request
  return { ...request, headers: request.headers.with(index, { ...field, value } satisfies SipHeader) }
}

function withTopmostReceived(value: string, flow: SipFlow): string {
  if (!value.includes(',')) return withReceived(value, flow.remote)
  const topmost = firstHeaderValue({ headers: [{ name: 'Via', value, start: 0, end: 0 }] }, 'via') ?? ''
  const at = value.indexOf(topmost)
  return `${withReceived(topmost, flow.remote)}${value.slice(at + topmost.length)}`
}
