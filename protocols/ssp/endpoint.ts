import { randomBytes } from 'node:crypto'
import { headerValue } from '../http/message.ts'
import { listenForHttp, type HttpServer, type ReceivedRequest, type Responder } from '../http/server.ts'
import type { Address } from '../wire/tap.ts'
import { metaInfoOf, type Primitive, type SessionDocument, type SspDocument, type Transaction } from './document.ts'
import type {
  OutgoingRequest,
  Reply,
  RequestOptions,
  SentDocument,
  SspEndpointOptions,
  SspHooks,
} from './endpoint-types.ts'
import { idSource, type IdSource } from './identifiers.ts'
import { idsIn } from './ids-in-garbage.ts'
import { InboundRequest, react } from './inbound-request.ts'
import { isSspContentType } from './namespaces.ts'
import { sendRequest } from './outgoing-request.ts'
import { PendingRequests } from './pending-requests.ts'
import { DocumentPoster, type Post, type PostOptions } from './post-documents.ts'
import { readSsp } from './read.ts'
import { SeenRequests } from './seen-requests.ts'
import { SessionTable, type Session } from './session.ts'
import { SetUpExchanges } from './set-up-exchanges.ts'
import { stepOf } from './set-up.ts'
import { status } from './status.ts'
import { domainOf, serviceIdOf } from './wv-address.ts'
import { writeSsp } from './write.ts'

/**
 * One domain's end of SSP: an HTTP server and clients, session set-up in both roles, requests and their answers
 * (`imps-ssp` §3 to §6). Behaves as the protocol wants unless its hooks and replies say otherwise, so that it serves
 * a real server as well as one that misbehaves on purpose.
 */
export class SspEndpoint {
  readonly domain: string
  readonly sessions = new SessionTable()
  readonly #options: SspEndpointOptions
  readonly #hooks: SspHooks
  readonly #poster: DocumentPoster
  readonly #setUps: SetUpExchanges
  readonly #pending = new PendingRequests()
  readonly #seen = new SeenRequests()
  readonly #transactionIds: IdSource
  readonly #write: (document: SspDocument) => Buffer
  #server: HttpServer | undefined

  private constructor(options: SspEndpointOptions) {
    const { domain, owner = domain, tap, tls, clock, peers, resolve, setUp = {} } = options
    this.domain = domain.toLowerCase()
    this.#options = options
    this.#hooks = options.hooks ?? {}
    this.#poster = new DocumentPoster({ owner, tap, tls, clock, peers, ...(resolve ? { resolve } : {}) })
    this.#transactionIds = options.transactionIds ?? idSource(`${this.domain}-${randomBytes(4).toString('hex')}`)
    this.#write = options.write ?? writeSsp
    this.#setUps = new SetUpExchanges({
      write: this.#write,
      localDomain: this.domain,
      clock,
      poster: this.#poster,
      sessions: this.sessions,
      hooks: this.#hooks,
      stepWithin: setUp.stepWithin ?? 30_000,
      retryAfter: setUp.retryAfter ?? 100,
      limit: setUp.limit ?? { count: 5, within: 10_000 },
      timeToLive: setUp.timeToLive ?? 86_400,
    })
  }

  /** Starts to listen. Rejects with a `WireError` when the address is taken, throws for a URL that cannot be used. */
  static async open(options: SspEndpointOptions): Promise<SspEndpoint> {
    const endpoint = new SspEndpoint(options)
    const { domain, owner = domain, listen, tap, scheme = 'http' } = options
    const tls = scheme === 'https' ? options.tls : undefined
    if (scheme === 'https' && !tls) throw new Error('https needs a certificate: give `tls`')
    endpoint.#server = await listenForHttp({ owner, local: listen, tap, tls }, (received, responder) =>
      endpoint.#take(received, responder),
    )
    return endpoint
  }

  /** The URL at which peers reach it. */
  get url(): string {
    const { host, port } = this.address
    return `${this.#options.scheme ?? 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}/`
  }

  /** Where it listens. */
  get address(): Address {
    return this.#server?.address ?? this.#options.listen
  }

  /** Sets or changes the URL of a peer. */
  setPeer(domain: string, url: string): void {
    this.#poster.setPeer(domain, url)
  }

  /** Sends a request and follows it to its answer; sets up a session if there is none. */
  request(domain: string, primitive: Primitive, options: RequestOptions): OutgoingRequest {
    const transactionId = options.transactionId ?? this.#transactionIds(options.token)
    return sendRequest(
      {
        clock: this.#options.clock,
        poster: this.#poster,
        write: this.#write,
        sessions: this.sessions,
        pending: this.#pending,
        beginSetUp: remote => this.#setUps.begin(remote),
        void: session => this.voidSession(session),
        sent: sent => this.#hooks.sent?.(sent),
        receivedInResponse: (body, contentType, session) => this.#takeResponse(body, contentType, session),
      },
      domain.toLowerCase(),
      primitive,
      transactionId,
      options,
    )
  }

  /** Begins a set-up, or joins the one under way. Rejects with a `SetUpError`. */
  openSession(domain: string): Promise<Session> {
    return this.#setUps.begin(domain)
  }

  /** Logs out of a session and forgets it, whatever the peer says. */
  async logout(session: Session, options: Pick<RequestOptions, 'within'>): Promise<void> {
    const metaInfo = { clientOriginated: false, serviceId: serviceIdOf(this.domain) }
    const request: Primitive = { name: 'LogoutRequest', metaInfo }
    await this.request(session.remoteDomain, request, { ...options, session, recover: false }).outcome
    this.voidSession(session)
  }

  /** Forgets a session without a word. */
  voidSession(session: Session): void {
    if (!this.sessions.all().includes(session)) return
    this.sessions.void(session)
    this.#hooks.sessionVoided?.(session)
  }

  /** Posts any document or octets, outside all state. */
  post(domain: string, body: SspDocument | Buffer, options: PostOptions): Post {
    return this.#poster.post(domain, Buffer.isBuffer(body) ? body : this.#write(body), options)
  }

  /** Sends octets as a whole HTTP request, outside all state; waits `within` milliseconds for the response. */
  sendVerbatim(domain: string, octets: Buffer, options: { readonly within: number }): Post {
    return this.#poster.sendVerbatim(domain, octets, options.within)
  }

  /** Stops listening, ends all connections and timers. Requests under way fail. */
  async close(): Promise<void> {
    this.#setUps.close()
    this.#poster.close()
    this.#pending.abandon()
    await this.#server?.close()
  }

  #take(http: ReceivedRequest, responder: Responder): void {
    const { request } = http
    const reaction = this.#hooks.receivedHttp?.(http)
    if (reaction !== undefined) {
      react(responder, reaction)
      return
    }
    const contentType = headerValue(request, 'content-type')
    if (request.method !== 'POST') react(responder, 405)
    else if (contentType !== undefined && !isSspContentType(contentType)) react(responder, 415)
    else {
      const { document, refused } = readSsp(request.body)
      if (refused) {
        this.#hooks.unreadable?.(request.body, refused, 'post')
        this.#garbled(request.body, refused.because)
        react(responder, 400)
        return
      }
      this.#hooks.received?.(document, 'post')
      if (document.kind === 'session') this.#takeSession(document, http, responder)
      else this.#takeSetUp(document, responder)
    }
  }

  /**
   * What cannot be read may have been an answer: where its ids show, on a session of the peer that was asked, waiting for
   * a better one is in vain.
   */
  #garbled(octets: Buffer, because: string): void {
    const { sessionId, transactionId } = idsIn(octets)
    const session = sessionId === undefined ? undefined : this.sessions.withRemoteId(sessionId)
    if (session && transactionId !== undefined) this.#pending.garbled(session.remoteDomain, transactionId, because)
  }

  #takeSetUp(document: SspDocument & { kind: 'set-up' }, responder: Responder): void {
    const step = stepOf(document)
    const reaction = step && this.#hooks.receivedSetUp?.(step, document)
    if (reaction !== undefined) {
      react(responder, reaction)
      return
    }
    const goOn = this.#setUps.receive(document, 'post')
    react(responder, goOn ? 'ignore' : 404)
    goOn?.()
  }

  #takeSession(document: SessionDocument, http: ReceivedRequest, responder: Responder): void {
    const session = this.sessions.withRemoteId(document.sessionId)
    if (session) this.#dispatch(document, session, http, responder, 'post')
    else react(responder, this.#options.unknownSession ?? 404)
  }

  /** A document in an HTTP response came over a connection of ours to the peer, so its session id adds nothing. */
  #takeResponse(body: Buffer, contentType: string | undefined, session: Session): boolean {
    const { document, refused } = readSsp(body)
    if (refused) {
      const isSsp = contentType !== undefined && isSspContentType(contentType)
      if (isSsp) this.#hooks.unreadable?.(body, refused, 'response')
      return !isSsp
    }
    this.#hooks.received?.(document, 'response')
    if (document.kind === 'session') this.#dispatch(document, session, undefined, undefined, 'response')
    return true
  }

  #dispatch(
    document: SessionDocument,
    session: Session,
    http: ReceivedRequest | undefined,
    responder: Responder | undefined,
    via: 'post' | 'response',
  ): void {
    const { remoteDomain } = session
    const inbound = new InboundRequest(
      {
        session,
        answerMode: this.#options.answerMode ?? 'post',
        write: this.#write,
        post: (octets, answer) => this.#postAnswer(session, octets, answer),
        responded: sent => this.#hooks.sent?.(sent),
        answered: (id, answer) => this.#seen.answered(remoteDomain, id, answer.primitive),
      },
      responder,
    )
    for (const transaction of document.transactions) {
      // Nothing can be answered without an id; a real server stays silent too (`imps-ssp` §13.1).
      if (transaction.transactionId.trim() === '') continue
      const { mode, primitive } = transaction
      if (mode === 'Request' || primitive.name === 'DeliveryStatusReport')
        this.#handle(transaction, session, http, inbound.replyTo(transaction))
      else if (!this.#pending.answer(remoteDomain, transaction, via)) this.#hooks.unmatched?.(transaction, remoteDomain)
    }
    inbound.dispatched()
  }

  #handle(transaction: Transaction, session: Session, http: ReceivedRequest | undefined, reply: Reply): void {
    const { primitive, mode } = transaction
    const earlier = this.#seen.see(session.remoteDomain, transaction)
    const refuse = (code: number) =>
      mode === 'Request' ? void reply.answer({ name: 'Status', status: status(code) }) : reply.nothing()
    if (primitive.name === 'Malformed') refuse(400)
    else if (this.#options.checkDomains !== false && !speaksFor(primitive, session.remoteDomain)) refuse(901)
    else if (this.#options.upkeep !== false && primitive.name === 'KeepAliveRequest') {
      const { timeToLive } = primitive
      const answer = { name: 'KeepAliveResponse', status: status(200) } as const
      void reply.answer(timeToLive === undefined ? answer : { ...answer, timeToLive })
    } else if (this.#options.upkeep !== false && primitive.name === 'LogoutRequest') {
      void reply.answer({ name: 'LogoutResponse', status: status(200) })
      this.voidSession(session)
    } else {
      const incoming = { from: session.remoteDomain, session, transaction, earlier, http }
      const code = this.#options.onRequest(incoming, reply)
      if (typeof code === 'number') refuse(code)
    }
  }

  async #postAnswer(session: Session, octets: Buffer, document: SessionDocument | undefined): Promise<SentDocument> {
    const { remoteDomain: to } = session
    const [answer] = document?.transactions ?? []
    const post = this.#poster.post(to, octets, {
      within: this.#options.postWithin ?? 10_000,
      sessionId: document?.sessionId ?? session.localId,
      ...(answer ? { transactionId: answer.transactionId } : {}),
    })
    const wire = await post.wire
    const sent: SentDocument = { to, octets, document, wire, via: 'post', outcome: post.outcome }
    this.#hooks.sent?.(sent)
    return sent
  }
}

/** Whether requesting user and sender belong to the domain; an address without a domain does (`decisions` 25). */
function speaksFor(primitive: Primitive, domain: string): boolean {
  const requester = metaInfoOf(primitive)?.user?.userId
  const sender = 'message' in primitive ? primitive.message.sender : undefined
  const addresses = [requester, sender?.user?.userId, sender?.groupId, sender?.screenName?.groupId]
  return addresses.every(address => address === undefined || domainOf(address, domain) === domain)
}
