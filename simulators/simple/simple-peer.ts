import type { Clock } from '../../protocols/clock.ts'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import { fingerprintOf } from '../../protocols/sdp/fingerprint.ts'
import { response, type ResponseParts } from '../../protocols/sip/build.ts'
import { hasHeader, headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { portOf, type SipAddress } from '../../protocols/sip/local-address.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { openSipTransport } from '../../protocols/sip/open-transport.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import type { SipTimers } from '../../protocols/sip/timers.ts'
import { TransactionLayer, type IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../../protocols/sip/transport.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import { StreamOpener } from '../../protocols/wire/stream.ts'
import type { Tap } from '../../protocols/wire/tap.ts'
import type { TlsOptions } from '../../protocols/wire/tls.ts'
import type { SimpleBounds, SimplePeerFacts, SimpleUser } from './interface.ts'
import type { DialogOwner, PeerCore } from './peer-core.ts'
import { ALLOWED, isAllowed } from './requests.ts'
import { PeerUser, type SimpleUserOptions } from './simple-user.ts'

export interface SimplePeerOptions {
  /** Domain of its users. */
  readonly domain: string
  readonly host: string
  /** 0 takes a free port, the same for UDP and TCP. */
  readonly sipPort: number
  readonly msrpPort: number
  /** Port for SIP over TLS, 0 for a free one; TLS needs `tls`. */
  readonly tlsPort?: number
  /** Certificate and trust anchors for SIP and MSRP over TLS, without which there is none. */
  readonly tls?: Pick<TlsOptions, 'identity' | 'trust'> | undefined
  /** Whether offers are for msrps unless the script says otherwise; needs `tls`. */
  readonly secureMedia?: boolean
  /** That of requests for which the script names none; default TCP. */
  readonly transport?: SipTransportName
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
  /** By user part. */
  readonly #users = new Map<string, PeerUser>()
  /** Those who are not closed, also those whose name another took. */
  readonly #present = new Set<PeerUser>()
  readonly #dialogs = new Map<string, DialogOwner>()
  #core: PeerCore | undefined
  #transport: SipTransport | undefined
  #layer: TransactionLayer | undefined
  #target: SipAddress | undefined
  /** Of connections that a script has for itself. */
  readonly #opener = new StreamOpener()
  /** What arrives here is recorded, and never answered. */
  #behindProxies: SipTransport | undefined

  constructor(options: SimplePeerOptions) {
    this.#options = options
  }

  /** Opens the sockets. Rejects with a `SipTransportError` or `WireError` that names a taken port; nothing is open then. */
  async listen(): Promise<SimplePeerFacts> {
    const {
      host,
      sipPort,
      msrpPort,
      tlsPort = 0,
      tls,
      tap,
      clock,
      timers,
      bounds,
      domain,
      random,
      msrpTimer,
    } = this.#options
    const sockets = { owner: 'simple', connectWithin: bounds.msrpConnect.ms, tap }
    const transport = await openSipTransport({
      ...sockets,
      local: { host, port: sipPort, tlsPort },
      tls: tls && { ...tls, authenticates: 'host' },
    })
    this.#transport = transport
    const msrp = await MsrpEndpoint.listen({
      ...sockets,
      local: { host, port: msrpPort },
      secure: tls && { port: 0, tls: { ...tls, authenticates: 'both' } },
      transactionTimer: msrpTimer,
      clock,
    }).catch(async (error: unknown) => {
      await transport.close()
      throw error
    })
    const behindProxies = await this.#openBehindProxies()
    const layer = new TransactionLayer({
      transport,
      clock,
      timers,
      // 200 ms at the T1 of RFC 3261 §17.2.1.
      tryingAfter: 0.4 * timers.T1,
      user: {
        request: incoming => this.#receive(incoming),
        ack: ({ message }) => this.#dialogOf(message)?.onAck(message),
        strayResponse: () => undefined,
      },
    })
    this.#layer = layer
    this.#core = {
      domain,
      local: transport.address,
      behindProxies,
      transport: this.#options.transport ?? 'tcp',
      secureMedia: this.#options.secureMedia ?? false,
      fingerprint: tls && fingerprintOf(tls.identity.certificate),
      clock,
      timers,
      bounds,
      msrp,
      newSdpSessionId: () => String(Math.floor(random() * 2 ** 48)),
      target: name => {
        if (!this.#target) throw new Error('aimAt() tells where the implementation under test is')
        return { transport: name, host: this.#target.host, port: portOf(this.#target, name) }
      },
      flowTo: target => transport.flowTo(target),
      connect: ({ host, port }) =>
        this.#opener.open({
          owner: 'simple',
          protocol: 'sip',
          remote: { host, port },
          within: bounds.msrpConnect.ms,
          tap,
        }),
      start: (request, flow, user, options) => ({ ...layer.request(request, flow, user, options), flow }),
      registerDialog: (callId, localTag, call) => void this.#dialogs.set(`${callId} ${localTag}`, call),
      forgetDialog: (callId, localTag) => void this.#dialogs.delete(`${callId} ${localTag}`),
    }
    return { sip: transport.address, msrp: msrp.address }
  }

  /** Where requests outside a dialog go. */
  aimAt(implementation: SipAddress): void {
    this.#target = implementation
  }

  /** Makes a user. A name that is taken replaces its former holder. */
  user(options: SimpleUserOptions): SimpleUser {
    if (!this.#core) throw new Error('listen() comes first')
    const key = options.name.toLowerCase()
    const user = new PeerUser(this.#core, options, () => {
      this.#present.delete(user)
      if (this.#users.get(key) === user) this.#users.delete(key)
    })
    this.#present.add(user)
    this.#users.set(key, user)
    return user
  }

  /** Ends what is left of the users' calls, then everything: no socket and no timer is left. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#present].map(user => user.close()))
    this.#layer?.shutdown()
    this.#opener.close()
    await this.#transport?.close()
    await this.#behindProxies?.close()
    await this.#core?.msrp.close()
  }

  async #openBehindProxies(): Promise<SipAddress> {
    const { host, tap, bounds } = this.#options
    const connectWithin = bounds.msrpConnect.ms
    this.#behindProxies = await openSipTransport({
      owner: 'simple-direct',
      local: { host, port: 0 },
      connectWithin,
      tap,
    })
    this.#behindProxies.watch({ message: () => undefined })
    return this.#behindProxies.address
  }

  #receive(incoming: IncomingRequest): void {
    const { request, transaction, merged } = incoming
    const refuse = (status: number, parts?: ResponseParts) =>
      void transaction.respond(response(request, status, { toTag: newTag(), ...parts }))
    if (identifying.some(name => !hasHeader(request, name))) {
      refuse(400)
      return
    }
    if (request.method === 'CANCEL') {
      cancel(incoming)
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
    if (merged) refuse(482)
    else if (user) user.receive(incoming)
    else if (isAllowed(request.method)) refuse(404)
    else refuse(405, { headers: [['Allow', ALLOWED]] })
  }

  #dialogOf(request: SipRequest): DialogOwner | undefined {
    return this.#dialogs.get(`${headerValue(request, 'call-id') ?? ''} ${tagOf(request, 'to') ?? ''}`)
  }
}

/** Fields without which nobody can tell what a request belongs to (RFC 3261 §8.1.1). */
const identifying = ['from', 'to', 'call-id', 'cseq']

/** 200 to the CANCEL, and 487 to an INVITE that is open still, both with the same tag (RFC 3261 §9.2). */
function cancel({ request, transaction, cancels }: IncomingRequest): void {
  const toTag = newTag()
  transaction.respond(response(request, cancels ? 200 : 481, { toTag }))
  if (cancels?.request.method === 'INVITE') cancels.respond(response(cancels.request, 487, { toTag }))
}
