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
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import { portOf, type SipAddress } from '../../protocols/sip/local-address.ts'
import { parameterText } from '../../protocols/sip/parameters.ts'
import { defaultSipPort } from '../../protocols/sip/response-destination.ts'
import type { ParsedRequest } from '../../protocols/sip/parsed.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { ServerTransaction } from '../../protocols/sip/server-transaction.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import { TransactionLayer, type IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../../protocols/sip/transport.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import { validateSip } from '../../protocols/sip/validate.ts'
import { parseVia } from '../../protocols/sip/via.ts'
import type { Decisions } from '../decisions.ts'
import type { Log } from '../log.ts'
import { acceptOf, allowOf, capabilityHeaders, type Repertoire } from './repertoire.ts'
import { checkRequest, inDialog, sipsNotAllowed, type Refusal } from './request-checks.ts'

/** What takes the requests of one dialog. */
export interface DialogOwner {
  /** A request within the dialog, in sequence; everything but ACK. */
  request(incoming: IncomingRequest): void
  /** The ACK to a 2xx. */
  acknowledged(received: ParsedRequest): void
  /** A CANCEL of a request within the dialog, which is answered already; false when it is none that could be ended. */
  cancelled?(invite: ServerTransaction): boolean
}

/** What takes requests outside a dialog, after all checks that do not depend on the method. */
export interface SipHandlers {
  /** Why a request outside a dialog can reach nobody at its address; checked before what the request requires. */
  readonly unreachable?: (request: SipRequest) => Refusal | undefined
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
  readonly decisions: Pick<
    Decisions,
    'toTag' | 'takesSips' | 'understands' | 'enforces' | 'followsRoute' | 'answersOptions'
  >
  readonly repertoire: Repertoire
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

const PRODUCT = 'reference-iwf/0.1'
/** As OMA SIMPLE IM writes them: the feature tag of its sessions, and the product before the own one. */
const OMA_TAG = '+g.oma.sip-im'
const OMA_PRODUCT = 'IM-serv/OMA1.0'

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

  get address(): SipAddress {
    return this.#options.transport.address
  }

  /** How many dialogs and transactions are alive. */
  get size(): number {
    return this.#dialogs.size + this.#layer.size
  }

  /** Allow, with the methods that are answered. */
  get allow(): HeaderField {
    return allowOf(this.#options.repertoire)
  }

  /** Supported, with the extensions that are understood. */
  get supported(): HeaderField {
    return ['Supported', this.#options.repertoire.extensions.join(', ')]
  }

  /** Accept of a MESSAGE that was refused for its type (RFC 3261 §21.4.13). */
  get acceptedInMessage(): HeaderField {
    return acceptOf(this.#options.repertoire)
  }

  /** What this IWF can do, for OPTIONS and 2xx. */
  get capabilities(): readonly HeaderField[] {
    return capabilityHeaders(this.#options.repertoire)
  }

  adopt(dialog: Dialog, owner: DialogOwner): void {
    this.#dialogs.add(dialog)
    this.#owners.set(dialog, owner)
  }

  forget(dialog: Dialog): void {
    this.#dialogs.remove(dialog)
    this.#owners.delete(dialog)
  }

  /**
   * What an INVITE of this side says of itself and of whom it looks for: a client with the feature that is named, or
   * else one of OMA SIMPLE IM where this is one (RFC 3841 §9.2).
   */
  invitation(feature = this.#oma ? OMA_TAG : undefined): readonly HeaderField[] {
    const product: HeaderField = ['User-Agent', this.#product]
    return feature === undefined ? [product] : [['Accept-Contact', `*;${feature}`], product]
  }

  get #oma(): boolean {
    return this.#options.repertoire.omaProfile
  }

  get #product(): string {
    return this.#oma ? `${OMA_PRODUCT} ${PRODUCT}` : PRODUCT
  }

  /** This side's addresses in a dialog that was set up over `transport`. */
  endpoint(transport: SipTransportName): DialogEndpoint {
    return { transport, ...this.address, contact: this.contact(transport) }
  }

  contact(transport: SipTransportName): string {
    const address = this.address
    const port = portOf(address, transport)
    return `<sip:iwf@${withBrackets(address.host)}:${port}${transport === 'udp' ? '' : `;transport=${transport}`}>${this.#oma ? `;${OMA_TAG}` : ''}`
  }

  /** Answers a request; gives the response, for a 2xx that must be repeated. */
  reply(incoming: IncomingRequest, status: number, parts: ReplyParts = {}): SipResponse {
    const { toTag: wanted = newTag(), headers = [], ...rest } = parts
    const toTag = status === 100 ? undefined : this.#options.decisions.toTag(wanted)
    const made = response(incoming.request, status, {
      ...rest,
      headers: [...headers, ['Server', this.#product]],
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
    const uri = parseSipUri(this.#options.decisions.followsRoute() ? dialog.nextHop : dialog.remoteTarget)
    if (!uri) return this.#options.nextHop
    const written = parameterText(uri.parameters, 'transport')?.toLowerCase()
    const transport = written === 'tcp' || written === 'udp' || written === 'tls' ? written : usual
    return { host: uri.host.replace(/^\[|\]$/g, ''), port: uri.port ?? defaultSipPort(transport), transport }
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
    const { merged, received } = incoming
    const { repertoire, decisions, transport } = this.#options
    const sips = decisions.takesSips()
      ? undefined
      : sipsNotAllowed(transport.transports.includes('tls'), this.address.host)
    const refusal = checkRequest(request, {
      violations: [...received.violations, ...validateSip(received)],
      merged,
      repertoire,
      sips,
      understands: decisions.understands,
      unreachable: handlers.unreachable,
    })
    if (refusal && decisions.enforces(refusal.status)) {
      this.#options.log.event('sip.refused', { method: request.method, status: refusal.status })
      this.refuse(incoming, refusal)
    } else if (request.method === 'CANCEL') this.#cancel(incoming, handlers)
    else if (request.method === 'OPTIONS' && !decisions.answersOptions()) this.reply(incoming, 488)
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
    const { decisions } = this.#options
    if (!dialog || !owner) {
      this.reply(incoming, decisions.enforces(481) ? 481 : 200)
      return
    }
    const { sequence } = dialog.checkIncoming(request)
    if ((sequence === 'lower' && decisions.enforces(500)) || sequence === 'unreadable') {
      this.reply(incoming, 500)
      return
    }
    owner.request(incoming)
  }

  #cancel(incoming: IncomingRequest, handlers: SipHandlers): void {
    const { cancels } = incoming
    const dialog = cancels && inDialog(cancels.request) ? this.#dialogs.find(cancels.request) : undefined
    if (!cancels) this.reply(incoming, 481)
    else if (!inDialog(cancels.request)) handlers.cancel(incoming, cancels)
    else {
      this.reply(incoming, 200)
      if (dialog) this.#owners.get(dialog)?.cancelled?.(cancels)
    }
  }

  #acknowledge(received: ParsedRequest): void {
    const dialog = this.#dialogs.find(received.message)
    if (dialog) this.#owners.get(dialog)?.acknowledged(received)
  }

  /** Without the fields that name a transaction there is none; a stateless 400 is all that can be said. */
  #refuseUnmatchable(message: SipRequest | SipResponse | undefined, flow: SipFlow): void {
    if (message?.kind !== 'request') return
    flow.send(serialiseSip(response(message, 400, { headers: [['Server', this.#product]], toTag: newTag() })))
  }
}

/** The transport that the topmost Via of a request of ours names. */
export function transportOf(request: SipRequest): SipTransportName {
  const named = parseVia(firstHeaderValue(request, 'via') ?? '')?.transport.toLowerCase()
  return named === 'tls' || named === 'udp' ? named : 'tcp'
}
