import type { Clock } from '../../protocols/clock.ts'
import { bindingNamed } from '../../protocols/ssp/binding/registry.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import { status } from '../../protocols/ssp/status.ts'
import type { Address, Tap } from '../../protocols/wire/tap.ts'
import type { TlsOptions } from '../../protocols/wire/tls.ts'
import { noObserver, type PeerObserver } from '../observer.ts'
import { Inbox } from '../wait.ts'
import { GatewayScripting } from './gateway-scripting.ts'
import type { GatewayBounds, GatewayScript } from './interface.ts'

export interface GatewayPeerOptions {
  /** SIP domain that it speaks for. */
  readonly domain: string
  /** Port 0 takes a free one. */
  readonly local: Address
  /** Name of the binding for capability and block queries. */
  readonly binding: string
  readonly bounds: GatewayBounds
  /** Milliseconds for each step of session set-up. */
  readonly setUpStepWithin: number
  readonly tap: Tap
  readonly clock: Clock
  /** How answers travel; default by reverse POST. */
  readonly answerMode?: 'post' | 'response'
  /** Default `http`; `https` needs `tls`. */
  readonly scheme?: 'http' | 'https'
  /** Certificate and trust anchors, for https in either direction. */
  readonly tls?: TlsOptions | undefined
}

/**
 * An interworking function as an IMPS server sees it: SSP session, queries and messages on behalf of SIMPLE users, and
 * an answer to everything that the server sends. There is no SIP behind it.
 */
export class GatewayPeer {
  readonly domain: string
  readonly #options: GatewayPeerOptions
  readonly #arrivals: Inbox<Primitive>
  readonly #sessions: Inbox<Session>
  #endpoint: SspEndpoint | undefined
  #server: string | undefined

  constructor(options: GatewayPeerOptions) {
    this.domain = options.domain
    this.#options = options
    this.#arrivals = new Inbox(options.clock, noObserver)
    this.#sessions = new Inbox(options.clock, noObserver)
  }

  /** Opens the HTTP server; resolves to its URL. Rejects with a `WireError` when the port is taken. */
  async listen(): Promise<string> {
    const { domain, local, tap, clock, setUpStepWithin, answerMode = 'post', scheme = 'http', tls } = this.#options
    this.#endpoint = await SspEndpoint.open({
      domain,
      listen: local,
      scheme,
      tls,
      peers: {},
      tap,
      clock,
      answerMode,
      // A tester must not keep a suite from starting over: the server may be restarted many times.
      setUp: { stepWithin: setUpStepWithin, limit: { count: 1000, within: 10_000 } },
      // What a real server says wrongly of itself is for the judge to find, not for the peer to refuse.
      checkDomains: false,
      onRequest: ({ transaction: { primitive } }, reply) => {
        this.#arrivals.add(primitive)
        if (primitive.name !== 'SendMessageRequest') return primitive.name === 'DeliveryStatusReport' ? 200 : 405
        const { messageId } = primitive.message
        const named = messageId === undefined ? {} : { messageId }
        void reply.answer({ name: 'SendMessageResponse', ...named, status: status(200) })
        return undefined
      },
      hooks: {
        sessionOpened: session => {
          if (session.initiator === 'remote') this.#sessions.add(session)
        },
      },
    })
    return this.#endpoint.url
  }

  /** Where the IMPS server of a domain listens for SSP. */
  aimAt({ domain, url }: { readonly domain: string; readonly url: string }): void {
    this.#server = domain
    this.#demandEndpoint().setPeer(domain, url)
  }

  /** What a script does as this gateway; ids of its transactions and messages carry the token. */
  script(observer: PeerObserver, token: string): GatewayScript {
    return new GatewayScripting({
      endpoint: this.#demandEndpoint(),
      server: () => this.#demandServer(),
      binding: bindingNamed(this.#options.binding),
      bounds: this.#options.bounds,
      clock: this.#options.clock,
      observer,
      token,
      arrivals: this.#arrivals,
      sessions: this.#sessions,
    })
  }

  /** Ends everything: no socket and no timer is left. The server is not told. */
  async close(): Promise<void> {
    this.#arrivals.close('the gateway is closed')
    this.#sessions.close('the gateway is closed')
    await this.#endpoint?.close()
  }

  #demandEndpoint(): SspEndpoint {
    if (!this.#endpoint) throw new Error('listen() comes first')
    return this.#endpoint
  }

  #demandServer(): string {
    if (this.#server === undefined) throw new Error('aimAt() tells where the IMPS server is')
    return this.#server
  }
}
