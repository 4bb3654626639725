import { bindingNamed } from '../../protocols/ssp/binding/registry.ts'
import type { Binding, Recognised, Subject } from '../../protocols/ssp/binding/binding.ts'
import type { Clock } from '../../protocols/clock.ts'
import type { Primitive, Transaction } from '../../protocols/ssp/document.ts'
import type { IncomingRequest, Reply } from '../../protocols/ssp/endpoint-types.ts'
import { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import type { Address, Tap } from '../../protocols/wire/tap.ts'
import type { TlsOptions } from '../../protocols/wire/tls.ts'
import type { PeerObserver } from '../observer.ts'
import { Inbox } from '../wait.ts'
import { answerBlock, answerCapability, answerMessage } from './answering.ts'
import { askedRequest } from './asked-request.ts'
import { Directory } from './directory.ts'
import { DirectoryUser } from './directory-user.ts'
import { meetRequest } from './meet-request.ts'
import { ImpsScripting } from './imps-scripting.ts'
import { ConductedSetUps } from './set-up-conduct.ts'
import type { ImpsBounds, ImpsScript, ImpsUser, ImpsUserData, Primitive as Asked } from './interface.ts'

export interface ImpsServerOptions {
  readonly domain: string
  /** Port 0 takes a free one. */
  readonly local: Address
  /** Name of the binding for capability and block queries. */
  readonly binding: string
  readonly bounds: ImpsBounds
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

export interface ImpsUserOptions {
  /** User part of the address. */
  readonly name: string
  readonly data: ImpsUserData
  readonly observer: PeerObserver
}

/**
 * The IMPS server of one domain: SSP session, user directory with block and grant lists, answers to what the
 * interworking function asks, messages of its users. It answers as the directory says unless a user's behaviour says
 * otherwise, and everything that passes the sockets passes the tap.
 */
export class ImpsServer {
  readonly domain: string
  readonly #options: ImpsServerOptions
  readonly #binding: Binding
  readonly #directory: Directory<DirectoryUser>
  readonly #sessions: Inbox<Session>
  readonly #unmatched: Inbox<Transaction>
  readonly #setUps: ConductedSetUps
  #endpoint: SspEndpoint | undefined
  #gateway: string | undefined
  #gatewayUrl: string | undefined
  /** Set while the server answers nothing. */
  #ignored: (() => void) | undefined

  constructor(options: ImpsServerOptions) {
    this.domain = options.domain
    this.#options = options
    this.#binding = bindingNamed(options.binding)
    this.#directory = new Directory(options.domain)
    this.#sessions = new Inbox(options.clock, { waiting: () => undefined })
    this.#unmatched = new Inbox(options.clock, { waiting: () => undefined })
    this.#setUps = new ConductedSetUps(options.clock, session => this.#endpoint?.voidSession(session))
  }

  /** Opens the HTTP server; resolves to its URL. Rejects with a `WireError` when the port is taken. */
  async listen(): Promise<string> {
    return this.#open(this.#options.local)
  }

  async #open(local: Address): Promise<string> {
    const { domain, tap, clock, answerMode, setUpStepWithin, scheme = 'http', tls } = this.#options
    this.#endpoint = await SspEndpoint.open({
      domain,
      listen: local,
      scheme,
      tls,
      peers: {},
      tap,
      clock,
      ...(answerMode ? { answerMode } : {}),
      // A tester must not keep a suite from starting over: the IWF may be restarted many times.
      setUp: { stepWithin: setUpStepWithin, limit: { count: 1000, within: 10_000 } },
      onRequest: (request, reply) => this.#answer(request, reply),
      hooks: {
        sendingSetUp: this.#setUps.sending,
        sessionOpened: session => {
          this.#setUps.opened(session)
          if (session.initiator === 'remote') this.#sessions.add(session)
        },
        received: document => {
          if (document.kind !== 'session') return
          const { sessionId } = document
          const session = this.#endpoint?.sessions.all().find(({ remoteId }) => remoteId === sessionId)
          if (session) this.#setUps.used(session)
        },
        unmatched: transaction => this.#unmatched.add(transaction),
      },
    })
    return this.#endpoint.url
  }

  /** Where the interworking function of a SIP domain listens for SSP. */
  aimAt({ domain, url }: { readonly domain: string; readonly url: string }): void {
    this.#gateway = domain
    this.#gatewayUrl = url
    this.#demandEndpoint().setPeer(domain, url)
  }

  /** Ends and starts again at the same address, with its directory but without any session. */
  async #restart(): Promise<void> {
    const endpoint = this.#demandEndpoint()
    const { address } = endpoint
    await endpoint.close()
    await this.#open(address)
    if (this.#gateway !== undefined && this.#gatewayUrl !== undefined)
      this.aimAt({ domain: this.#gateway, url: this.#gatewayUrl })
  }

  /** Adds a user to the directory. A name that is taken replaces its former holder. */
  user({ name, data, observer }: ImpsUserOptions): ImpsUser {
    const user = new DirectoryUser(
      {
        name,
        domain: this.domain,
        clock: this.#options.clock,
        observer,
        removed: gone => this.#directory.remove(gone),
      },
      data,
    )
    this.#directory.add(user)
    return user
  }

  /** What a script does with this server; transaction ids of its requests carry the token. */
  script(observer: PeerObserver, token: string): ImpsScript {
    return new ImpsScripting({
      endpoint: () => this.#demandEndpoint(),
      gateway: () => this.#demandGateway(),
      binding: this.#binding,
      bounds: this.#options.bounds,
      clock: this.#options.clock,
      observer,
      token,
      sessions: this.#sessions,
      unmatched: this.#unmatched,
      setUps: this.#setUps,
      silence: ignored => void (this.#ignored = ignored),
      restart: () => this.#restart(),
      find: address => this.#directory.find(address),
    })
  }

  /** Removes all users and ends everything: no socket and no timer is left. The interworking function is not told. */
  async close(): Promise<void> {
    for (const user of this.#directory.all()) user.remove()
    this.#sessions.close('the server is closed')
    this.#unmatched.close('the server is closed')
    this.#setUps.close()
    await this.#endpoint?.close()
  }

  #demandEndpoint(): SspEndpoint {
    if (!this.#endpoint) throw new Error('listen() comes first')
    return this.#endpoint
  }

  #demandGateway(): string {
    if (this.#gateway === undefined) throw new Error('aimAt() tells where the interworking function is')
    return this.#gateway
  }

  /** A request of the interworking function. */
  #answer({ transaction, session }: IncomingRequest, reply: Reply): number | undefined {
    const { primitive, transactionId } = transaction
    if (this.#ignored) {
      this.#ignored()
      reply.nothing()
      return undefined
    }
    const recognised = this.#binding.recognise(primitive)
    const { primitive: subject, targets } = recognised
    const user = targets.map(target => this.#directory.find(target)).find(found => found !== undefined)
    user?.inbox.add(askedRequest(recognised, primitive, transactionId))
    if (primitive.name === 'DeliveryStatusReport') return 200
    const proper = this.#properAnswer(recognised, primitive)
    if (!proper) return 405
    if (user && isAsked(subject)) {
      const sessionId = session.localId
      meetRequest(user, subject, { binding: this.#binding, primitive, transactionId, sessionId, proper }, reply)
    } else void reply.answer(proper())
    return undefined
  }

  /** What the directory says; undefined for a primitive that this server does not know. */
  #properAnswer(recognised: Recognised, primitive: Primitive): (() => Primitive) | undefined {
    const find = (address: string) => this.#directory.find(address)
    switch (recognised.primitive) {
      case 'capability':
        return () => this.#binding.answer(primitive, answerCapability(recognised, find))
      case 'block':
        return () => this.#binding.answer(primitive, answerBlock(recognised, find))
      case 'message':
        return primitive.name === 'SendMessageRequest' ? () => answerMessage(primitive, recognised, find) : undefined
      case 'report':
      case 'other':
        return undefined
    }
  }
}

const isAsked = (subject: Subject): subject is Asked =>
  subject === 'capability' || subject === 'block' || subject === 'message'
