import type { Clock } from '../../protocols/clock.ts'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import { response } from '../../protocols/sip/build.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { openSipTransport } from '../../protocols/sip/open-transport.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import { TransactionLayer, type IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../../protocols/sip/transport.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import type { Address, Tap } from '../../protocols/wire/tap.ts'
import type { SimpleBounds, SimplePeerFacts, SimpleUser } from './interface.ts'
import type { DialogOwner, PeerCore } from './peer-core.ts'
import { ALLOWED } from './requests.ts'
import { PeerUser, type SimpleUserOptions } from './simple-user.ts'

export interface SimplePeerOptions {
  /** Domain of its users. */
  readonly domain: string
  readonly host: string
  /** 0 takes a free port, the same for UDP and TCP. */
  readonly sipPort: number
  readonly msrpPort: number
  /** SIP timers, milliseconds. */
  readonly timers: SipTimers
  /** MSRP transaction timer, milliseconds (RFC 4975 §7.1.1: 30 s). */
  readonly msrpTimer: number
  readonly bounds: SimpleBounds
  readonly tap: Tap
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/**
 * The SIMPLE side of an interworking: the clients of one SIP domain behind their trusted proxy, as one program with one
 * SIP address and one MSRP address. Users are made by {@link SimplePeer.user}; they answer as plain clients do unless
 * told otherwise, and everything that passes the sockets passes the tap.
 */
export class SimplePeer {
  readonly #options: SimplePeerOptions
  readonly #users = new Map<string, PeerUser>()
  readonly #dialogs = new Map<string, DialogOwner>()
  #core: PeerCore | undefined
  #transport: SipTransport | undefined
  #layer: TransactionLayer | undefined
  #target: Address | undefined

  constructor(options: SimplePeerOptions) {
    this.#options = options
  }

  /** Opens the sockets. Rejects with a `SipTransportError` or `WireError` that names a taken port. */
  async listen(): Promise<SimplePeerFacts> {
    const { host, sipPort, msrpPort, tap, clock, timers, bounds, domain, random, msrpTimer } = this.#options
    const transport = await openSipTransport({
      owner: 'simple',
      local: { host, port: sipPort },
      connectWithin: bounds.msrpConnect.ms,
      tap,
    })
    this.#transport = transport
    const msrp = await MsrpEndpoint.listen({
      owner: 'simple',
      local: { host, port: msrpPort },
      connectWithin: bounds.msrpConnect.ms,
      transactionTimer: msrpTimer,
      tap,
      clock,
    })
    const layer = new TransactionLayer({
      transport,
      clock,
      timers,
      user: {
        request: incoming => this.#receive(incoming),
        ack: ({ message }) => this.#dialogOf(message)?.onAck(),
        strayResponse: () => undefined,
      },
    })
    this.#layer = layer
    this.#core = {
      domain,
      local: transport.address,
      clock,
      random,
      timers,
      bounds,
      msrp,
      newSdpSessionId: () => String(Math.floor(random() * 2 ** 48)),
      target: name => {
        if (!this.#target) throw new Error('aimAt() tells where the implementation under test is')
        return { transport: name, ...this.#target }
      },
      flowTo: target => transport.flowTo(target),
      start: (request, flow, user, options) => ({ ...layer.request(request, flow, user, options), flow }),
      registerDialog: (callId, localTag, call) => void this.#dialogs.set(`${callId} ${localTag}`, call),
      forgetDialog: (callId, localTag) => void this.#dialogs.delete(`${callId} ${localTag}`),
    }
    return { sip: transport.address, msrp: msrp.address }
  }

  /** Where requests outside a dialog go. */
  aimAt(implementation: Address): void {
    this.#target = implementation
  }

  /** Makes a user. A name that is taken replaces its former holder. */
  user(options: SimpleUserOptions): SimpleUser {
    if (!this.#core) throw new Error('listen() comes first')
    const user = new PeerUser(this.#core, options)
    this.#users.set(options.name.toLowerCase(), user)
    return user
  }

  async close(): Promise<void> {
    this.#layer?.shutdown()
    await this.#transport?.close()
    await this.#core?.msrp.close()
  }

  #receive(incoming: IncomingRequest): void {
    const { request, transaction, cancels } = incoming
    const refuse = (status: number) => transaction.respond(response(request, status, { toTag: newTag() }))
    if (request.method === 'CANCEL') {
      refuse(cancels ? 200 : 481)
      cancels?.respond(response(cancels.request, 487, { toTag: newTag() }))
      return
    }
    if (tagOf(request, 'to') !== undefined) {
      const owner = this.#dialogOf(request)
      if (owner) owner.onRequest(incoming)
      else refuse(481)
      return
    }
    const userPart = parseSipUri(request.requestUri)?.user
    const user = userPart === undefined ? undefined : this.#users.get(userPart.toLowerCase())
    if (user) user.receive(incoming)
    else if (ALLOWED.includes(request.method)) refuse(404)
    else transaction.respond(response(request, 405, { toTag: newTag(), headers: [['Allow', ALLOWED]] }))
  }

  #dialogOf(request: SipRequest): DialogOwner | undefined {
    return this.#dialogs.get(`${headerValue(request, 'call-id') ?? ''} ${tagOf(request, 'to') ?? ''}`)
  }
}
