import type { Clock } from '../../protocols/clock.ts'
import { response, type HeaderField } from '../../protocols/sip/build.ts'
import { chooseTransport } from '../../protocols/sip/choose-transport.ts'
import type { ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import type { Dialog, DialogEndpoint } from '../../protocols/sip/dialog.ts'
import { Dialogs } from '../../protocols/sip/dialogs.ts'
import type { SipFlow, SipTarget, SipTransportName } from '../../protocols/sip/flow.ts'
import { firstHeaderValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import { parameterText } from '../../protocols/sip/parameters.ts'
import type { ParsedRequest } from '../../protocols/sip/parsed.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { ServerTransaction } from '../../protocols/sip/server-transaction.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import { TransactionLayer, type IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../../protocols/sip/transport.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import type { Address } from '../../protocols/wire/tap.ts'
import type { Decisions } from '../decisions.ts'
import type { Log } from '../log.ts'
import { checkRequest, inDialog, type Refusal } from './request-checks.ts'

/** What takes the requests of one dialog. */
export interface DialogOwner {
  /** A request within the dialog, in sequence; everything but ACK. */
  request(incoming: IncomingRequest): void
  /** The ACK to a 2xx. */
  acknowledged(received: ParsedRequest): void
}

/** What takes requests outside a dialog, after all checks that do not depend on the method. */
export interface SipHandlers {
  invite(incoming: IncomingRequest): void
  message(incoming: IncomingRequest): void
  options(incoming: IncomingRequest): void
  /** The CANCEL of an INVITE whose transaction lives; both are still to be answered (RFC 3261 §9.2). */
  cancel(cancel: IncomingRequest, invite: ServerTransaction): void
}

export interface SipFrontOptions {
  readonly transport: SipTransport
  readonly clock: Clock
  readonly timers: SipTimers
  readonly log: Log
  readonly decisions: Pick<Decisions, 'toTag'>
  /** Where requests outside a dialog go. */
  readonly nextHop: SipTarget
}

export interface ReplyParts {
  readonly reason?: string
  readonly headers?: readonly HeaderField[]
  readonly body?: Buffer | string
  /** One tag per request (RFC 3261 §8.2.6.2); made up where none is given. */
  readonly toTag?: string
}

const SERVER: HeaderField = ['Server', 'IM-serv/OMA1.0 reference-iwf/0.1']

/** The SIP face of the IWF: transactions, dialogs, the checks that every request passes, and where requests go. */
export class SipFront {
  readonly #options: SipFrontOptions
  readonly #layer: TransactionLayer
  readonly #dialogs = new Dialogs()
  readonly #owners = new Map<Dialog, DialogOwner>()
  #handlers: SipHandlers | undefined

  constructor(options: SipFrontOptions) {
    this.#options = options
    this.#layer = new TransactionLayer({
      transport: options.transport,
      clock: options.clock,
      timers: options.timers,
      // The set-up of a session waits for the other domain: 100 goes out at once (RFC 3261 §17.2.1).
      tryingAfter: 0,
      user: {
        request: incoming => this.#receive(incoming),
        ack: received => this.#acknowledge(received),
        strayResponse: received => options.log.event('sip.stray-response', { status: received.message.status }),
        unmatchable: (parsed, flow) => this.#refuseUnmatchable(parsed.message, flow),
        transportFailed: failure => options.log.event('sip.transport-failed', { error: failure.error.message }),
      },
    })
  }

  /** From now on requests are handed out; before, they are answered 503. */
  serve(handlers: SipHandlers): void {
    this.#handlers = handlers
  }

  get address(): Address {
    return this.#options.transport.address
  }

  /** How many dialogs and transactions are alive. */
  get size(): number {
    return this.#dialogs.size + this.#layer.size
  }

  adopt(dialog: Dialog, owner: DialogOwner): void {
    this.#dialogs.add(dialog)
    this.#owners.set(dialog, owner)
  }

  forget(dialog: Dialog): void {
    this.#dialogs.remove(dialog)
    this.#owners.delete(dialog)
  }

  /** This side's addresses in a dialog that was set up over `transport`. */
  endpoint(transport: SipTransportName): DialogEndpoint {
    return { transport, ...this.address, contact: this.contact(transport) }
  }

  contact(transport: SipTransportName): string {
    const { host, port } = this.address
    return `<sip:iwf@${host}:${port}${transport === 'udp' ? '' : `;transport=${transport}`}>;+g.oma.sip-im`
  }

  /** Answers a request; gives the response, for a 2xx that must be repeated. */
  reply(incoming: IncomingRequest, status: number, parts: ReplyParts = {}): SipResponse {
    const { toTag: wanted = newTag(), headers = [], ...rest } = parts
    const toTag = status === 100 ? undefined : this.#options.decisions.toTag(wanted)
    const made = response(incoming.request, status, {
      ...rest,
      headers: [...headers, SERVER],
      ...(toTag === undefined ? {} : { toTag }),
    })
    this.send(incoming, made)
    return made
  }

  /** Sends a response that was made before. */
  send(incoming: IncomingRequest, made: SipResponse): void {
    incoming.transaction.respond(made)
  }

  refuse(incoming: IncomingRequest, refusal: Refusal, toTag?: string): void {
    const { status, reason, headers } = refusal
    this.reply(incoming, status, {
      ...(reason === undefined ? {} : { reason }),
      ...(headers === undefined ? {} : { headers }),
      ...(toTag === undefined ? {} : { toTag }),
    })
  }

  /**
   * Sends a request outside a dialog to the next hop. `build` makes it for a transport: a long one changes to TCP
   * (RFC 3261 §18.1.1). The transport is the one that its Via names. Failures reach `user`.
   */
  async request(build: (transport: SipTransportName) => SipRequest, user: ClientTransactionUser): Promise<void> {
    const { nextHop, transport } = this.#options
    const first = build(nextHop.transport)
    const preferred = transportOf(first)
    const octets = serialiseSip(first).length
    const chosen = chooseTransport({ octets, preferred, available: transport.transports }) ?? preferred
    const request = chosen === preferred ? first : build(chosen)
    await this.#transact(request, { ...nextHop, transport: chosen }, user)
  }

  /**
   * Sends a request of a dialog to where the dialog leads: `build` makes it for the transport that its next hop asks for,
   * or for `usual`, over which the dialog was made. Failures reach `user`.
   */
  async requestWithin(
    dialog: Dialog,
    usual: SipTransportName,
    build: (transport: SipTransportName) => SipRequest,
    user: ClientTransactionUser,
  ): Promise<void> {
    const target = this.#targetOf(dialog, usual)
    await this.#transact(build(target.transport), target, user)
  }

  /** Sends the ACK to a 2xx: it has no transaction, and nobody hears of its failure. Gives a way to send it again. */
  acknowledge(dialog: Dialog, usual: SipTransportName, accepted: SipResponse): () => void {
    const target = this.#targetOf(dialog, usual)
    const ack = dialog.makeAck(accepted, { transport: target.transport })
    const send = () => {
      this.#options.transport.send(ack, target).catch((error: unknown) => {
        this.#options.log.event('sip.ack-not-sent', { error: String(error) })
      })
    }
    send()
    return send
  }

  async close(): Promise<void> {
    this.#layer.shutdown()
    await this.#options.transport.close()
  }

  #targetOf(dialog: Dialog, usual: SipTransportName): SipTarget {
    const uri = parseSipUri(dialog.nextHop)
    if (!uri) return this.#options.nextHop
    const written = parameterText(uri.parameters, 'transport')?.toLowerCase()
    const transport = written === 'tcp' || written === 'udp' ? written : usual
    return { host: uri.host.replace(/^\[|\]$/g, ''), port: uri.port ?? 5060, transport }
  }

  async #transact(request: SipRequest, target: SipTarget, user: ClientTransactionUser): Promise<void> {
    let flow: SipFlow
    try {
      flow = await this.#options.transport.flowTo(target)
    } catch (error) {
      user.failed(error instanceof Error ? error : new Error(String(error)))
      return
    }
    this.#layer.request(request, flow, user)
  }

  #receive(incoming: IncomingRequest): void {
    const { request } = incoming
    const handlers = this.#handlers
    if (!handlers) {
      this.reply(incoming, 503)
      return
    }
    const refusal = checkRequest(request, { violations: incoming.received.violations, merged: incoming.merged })
    if (refusal) {
      this.#options.log.event('sip.refused', { method: request.method, status: refusal.status })
      this.refuse(incoming, refusal)
    } else if (request.method === 'CANCEL') this.#cancel(incoming, handlers)
    else if (inDialog(request)) this.#receiveWithin(incoming)
    else this.#receiveOutside(incoming, handlers)
  }

  #receiveOutside(incoming: IncomingRequest, handlers: SipHandlers): void {
    switch (incoming.request.method) {
      case 'INVITE':
        handlers.invite(incoming)
        return
      case 'MESSAGE':
        handlers.message(incoming)
        return
      case 'OPTIONS':
        handlers.options(incoming)
        return
      default:
        // A BYE without To tag belongs to no dialog (RFC 3261 §15.1.2).
        this.reply(incoming, 481)
    }
  }

  #receiveWithin(incoming: IncomingRequest): void {
    const { request } = incoming
    const dialog = this.#dialogs.find(request)
    const owner = dialog && this.#owners.get(dialog)
    if (!dialog || !owner) {
      this.reply(incoming, 481)
      return
    }
    const { sequence } = dialog.checkIncoming(request)
    if (sequence === 'lower' || sequence === 'unreadable') {
      this.reply(incoming, 500)
      return
    }
    owner.request(incoming)
  }

  #cancel(incoming: IncomingRequest, handlers: SipHandlers): void {
    if (incoming.cancels) handlers.cancel(incoming, incoming.cancels)
    else this.reply(incoming, 481)
  }

  #acknowledge(received: ParsedRequest): void {
    const dialog = this.#dialogs.find(received.message)
    if (dialog) this.#owners.get(dialog)?.acknowledged(received)
  }

  /** Without the fields that name a transaction there is none; a stateless 400 is all that can be said. */
  #refuseUnmatchable(message: SipRequest | SipResponse | undefined, flow: SipFlow): void {
    if (message?.kind !== 'request') return
    flow.send(serialiseSip(response(message, 400, { headers: [SERVER], toTag: newTag() })))
  }
}

/** The transport that the topmost Via of a request of ours names. */
export function transportOf(request: SipRequest): SipTransportName {
  return /^SIP\/2\.0\/UDP/i.test(firstHeaderValue(request, 'via') ?? '') ? 'udp' : 'tcp'
}
