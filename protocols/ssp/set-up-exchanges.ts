import { randomBytes } from 'node:crypto'
import type { Clock, Timer } from '../clock.ts'
import { deferred, type Deferred } from '../deferred.ts'
import { newSecret } from './digest.ts'
import type { SetUpDocument, SspDocument } from './document.ts'
import { SetUpError, type SentDocument, type SetUpErrorCode, type SspHooks } from './endpoint-types.ts'
import type { DocumentPoster, PostOutcome } from './post-documents.ts'
import { readSsp } from './read.ts'
import type { Session, SessionTable } from './session.ts'
import {
  acceptorReceives,
  acceptSetUp,
  beginSetUp,
  initiatorReceives,
  stepOf,
  type AcceptorState,
  type InitiatorState,
  type SetUpMove,
  type SetUpParties,
} from './set-up.ts'
import { domainOf } from './wv-address.ts'

export interface SetUpContext {
  readonly localDomain: string
  readonly clock: Clock
  readonly poster: DocumentPoster
  /** The octets of a document. */
  readonly write: (document: SspDocument) => Buffer
  readonly sessions: SessionTable
  readonly hooks: SspHooks
  /** Milliseconds that each step may take. */
  readonly stepWithin: number
  /** Milliseconds before a step is sent once more. */
  readonly retryAfter: number
  readonly limit: { readonly count: number; readonly within: number }
  readonly timeToLive: number
}

interface Exchange<State> {
  readonly parties: SetUpParties
  /** The initiator's id. */
  readonly transactionId: string
  state: State
  timer: Timer | undefined
  over: boolean
}
interface Initiating extends Exchange<InitiatorState> {
  readonly session: Deferred<Session>
}
interface Accepting extends Exchange<AcceptorState> {
  readonly ownTransactionId: string
}

/** Step 1 costs its sender nothing, so what it makes us remember is bounded. */
const mostAccepting = 64

/**
 * Runs session set-ups in both roles: sends the steps that the state machines ask for, repeats a step once where a
 * server may have needed a moment (`decisions` 7), and ends every set-up in time. Begins one at a time per domain.
 */
export class SetUpExchanges {
  readonly #context: SetUpContext
  readonly #initiating = new Map<string, Initiating>()
  readonly #begun = new Map<string, number[]>()
  #accepting: Accepting[] = []

  constructor(context: SetUpContext) {
    this.#context = context
  }

  /** Opens a session with a domain, or joins the set-up that is under way. Rejects with a {@link SetUpError}. */
  begin(remoteDomain: string): Promise<Session> {
    const domain = remoteDomain.toLowerCase()
    const running = this.#initiating.get(domain)
    if (running) return running.session.promise
    if (!this.#mayBegin(domain))
      return Promise.reject(new SetUpError('too-many', `too many set-ups with ${domain} lately`))
    const parties = this.#parties(domain)
    const { state, send } = beginSetUp(parties, this.#transactionId())
    const { transactionId } = send
    const exchange: Initiating = { parties, transactionId, state, timer: undefined, over: false, session: deferred() }
    this.#initiating.set(domain, exchange)
    this.#restartTimer(exchange)
    void this.#send(exchange, send)
    return exchange.session.promise
  }

  /**
   * Takes a set-up document that came. Gives what to do once it is acknowledged; undefined when it belongs to no
   * set-up, which is refused. Step 2 proves the peer's address and so counts only when it was posted (`decisions` 21).
   */
  receive(document: SetUpDocument, via: 'post' | 'response'): (() => void) | undefined {
    const step = stepOf(document)
    if (step === 1) return this.#accept(document)
    if (step === 2 && via === 'response') return undefined
    for (const exchange of this.#initiating.values()) {
      const move = initiatorReceives(exchange.state, exchange.parties, exchange.transactionId, document)
      if (move) return this.#follow(exchange, move, state => (exchange.state = state))
    }
    for (const exchange of this.#accepting) {
      if (!this.#concerns(exchange, document)) continue
      const move = acceptorReceives(exchange.state, exchange.parties, exchange.transactionId, document)
      if (move) return this.#follow(exchange, move, state => (exchange.state = state))
    }
    return undefined
  }

  close(): void {
    for (const exchange of [...this.#initiating.values(), ...this.#accepting])
      this.#fail(exchange, new SetUpError('endpoint-closed', 'the endpoint was closed'))
  }

  #parties(remoteDomain: string): SetUpParties {
    const { localDomain, timeToLive } = this.#context
    // Whoever knows a session id can send on it, so it is not to be guessed.
    const localSessionId = `${randomBytes(8).toString('hex')}@${localDomain}`
    return { localDomain, remoteDomain, localSessionId, secret: newSecret(), timeToLive }
  }

  /** Unlike any other server's (`imps-ssp` §5.1). */
  #transactionId(): string {
    return `${this.#context.localDomain}-${randomBytes(6).toString('hex')}`
  }

  #mayBegin(domain: string): boolean {
    const { clock, limit } = this.#context
    const recent = (this.#begun.get(domain) ?? []).filter(at => clock.now() - at < limit.within)
    if (recent.length >= limit.count) return false
    this.#begun.set(domain, [...recent, clock.now()])
    return true
  }

  #accept(document: SetUpDocument): (() => void) | undefined {
    const { primitive, transactionId } = document
    const domain = primitive.name === 'SendSecretToken' ? domainOf(primitive.serviceId) : undefined
    if (primitive.name !== 'SendSecretToken' || domain === undefined || transactionId.trim() === '') return undefined
    const peerSecret = primitive.secret.octets
    const known = this.#accepting.find(
      ({ transactionId: id, parties, state }) =>
        id === transactionId && parties.remoteDomain === domain && state.peerSecret.equals(peerSecret),
    )
    if (known) {
      const again = acceptSetUp(known.parties, peerSecret, known.ownTransactionId)
      return () => void this.#send(known, again.send)
    }
    const parties = this.#parties(domain)
    const ownTransactionId = this.#transactionId()
    const { state, send } = acceptSetUp(parties, peerSecret, ownTransactionId)
    const exchange: Accepting = { parties, transactionId, ownTransactionId, state, timer: undefined, over: false }
    this.#accepting.push(exchange)
    const [oldest] = this.#accepting
    if (this.#accepting.length > mostAccepting && oldest) this.#end(oldest)
    this.#restartTimer(exchange)
    return () => void this.#send(exchange, send)
  }

  /** Initiators of different domains may use the same id; step 5 tells the domain only in its session id. */
  #concerns({ parties }: Accepting, { primitive }: SetUpDocument): boolean {
    if (primitive.name !== 'LoginResponse' || primitive.sessionId === undefined) return true
    return domainOf(primitive.sessionId) === parties.remoteDomain
  }

  #follow<State>(
    exchange: Initiating | Accepting,
    move: SetUpMove<State>,
    advance: (state: State) => void,
  ): () => void {
    switch (move.kind) {
      case 'next':
        advance(move.state)
        this.#restartTimer(exchange)
        return () => void this.#send(exchange, move.send)
      case 'failed': {
        const because = move.status === undefined ? move.code : `status ${move.status}`
        this.#fail(
          exchange,
          new SetUpError(move.code, `the set-up with ${exchange.parties.remoteDomain} failed: ${because}`, move.status),
        )
        const { send } = move
        return () => void (send && this.#send(exchange, send))
      }
      case 'opened': {
        advance(move.state)
        const { parties } = exchange
        const ids = { remoteDomain: parties.remoteDomain, localId: parties.localSessionId, remoteId: move.remoteId }
        const { sessions, hooks } = this.#context
        const { send } = move
        if ('session' in exchange) {
          this.#end(exchange)
          const session = sessions.open({ ...ids, initiator: 'local' })
          hooks.sessionOpened?.(session)
          exchange.session.resolve(session)
          return () => undefined
        }
        const confirmed = deferred<void>()
        const session = sessions.open({ ...ids, initiator: 'remote' }, confirmed.promise)
        this.#restartTimer(exchange)
        hooks.sessionOpened?.(session)
        return () => void (send && this.#send(exchange, send).finally(() => confirmed.resolve()))
      }
    }
  }

  /** Sends a step, once more after a close or a 5xx, and reads what an HTTP response may hold. */
  async #send(exchange: Initiating | Accepting, document: SetUpDocument): Promise<void> {
    const { clock, poster, write, hooks, stepWithin, retryAfter } = this.#context
    const { remoteDomain } = exchange.parties
    const step = stepOf(document)
    const { state } = exchange
    const stands = () => !exchange.over && exchange.state === state
    const replaced = step && (await hooks.sendingSetUp?.(step, document, remoteDomain))
    if (replaced === 'withhold') return
    const verbatim = Buffer.isBuffer(replaced)
    const written = verbatim || replaced === undefined ? document : replaced
    const octets = verbatim ? replaced : write(written)
    // The two first steps alone carry the id in a header (`imps-ssp` §3).
    const ids = step === 1 || step === 2 ? { transactionId: written.transactionId } : {}
    for (const last of [false, true]) {
      const post = poster.post(remoteDomain, octets, { within: stepWithin, ...ids })
      void this.#record(remoteDomain, octets, verbatim ? undefined : written, post)
      const outcome = await post.outcome
      if (outcome.kind === 'accepted') {
        this.#readResponse(outcome)
        return
      }
      if (!stands()) return
      const temporary = outcome.kind === 'closed' || (outcome.kind === 'http-error' && outcome.status >= 500)
      if (last || !temporary) {
        this.#fail(exchange, refusalOf(outcome, remoteDomain))
        return
      }
      await new Promise<void>(resume => void clock.after(retryAfter, () => resume()))
      if (!stands()) return
    }
  }

  async #record(
    to: string,
    octets: Buffer,
    document: SetUpDocument | undefined,
    post: { readonly wire: Promise<number | undefined>; readonly outcome: Promise<PostOutcome> },
  ): Promise<void> {
    const { sent } = this.#context.hooks
    if (!sent) return
    const record: SentDocument = { to, octets, document, wire: await post.wire, via: 'post', outcome: post.outcome }
    sent(record)
  }

  /** Steps 4 and 6 are understood in the HTTP response too (`decisions` 21). */
  #readResponse(outcome: PostOutcome & { readonly kind: 'accepted' }): void {
    const { body } = outcome.answer.response
    if (body.length === 0) return
    const { document } = readSsp(body)
    if (!document) return
    this.#context.hooks.received?.(document, 'response')
    if (document.kind === 'set-up') this.receive(document, 'response')?.()
  }

  #restartTimer(exchange: Initiating | Accepting): void {
    const { clock, stepWithin } = this.#context
    exchange.timer?.cancel()
    exchange.timer = clock.after(stepWithin, () =>
      this.#fail(
        exchange,
        new SetUpError(
          'timeout',
          `${exchange.parties.remoteDomain} did not go on with the set-up within ${stepWithin} ms`,
        ),
      ),
    )
  }

  #fail(exchange: Initiating | Accepting, error: SetUpError): void {
    if (exchange.over) return
    const finished = !('session' in exchange) && exchange.state.waitsFor === 'nothing'
    this.#end(exchange)
    // An acceptor that is done only waited for repetitions.
    if (finished) return
    if ('session' in exchange) exchange.session.reject(error)
    this.#context.hooks.setUpFailed?.(exchange.parties.remoteDomain, error, 'session' in exchange ? 'local' : 'remote')
  }

  #end(exchange: Initiating | Accepting): void {
    exchange.over = true
    exchange.timer?.cancel()
    if ('session' in exchange) this.#initiating.delete(exchange.parties.remoteDomain)
    else this.#accepting = this.#accepting.filter(other => other !== exchange)
  }
}

function refusalOf(outcome: Exclude<PostOutcome, { kind: 'accepted' }>, domain: string): SetUpError {
  const about = `the set-up with ${domain} failed`
  if (outcome.kind === 'http-error')
    return new SetUpError('refused', `${about}: HTTP ${outcome.status}`, outcome.status)
  const codes: Record<typeof outcome.kind, SetUpErrorCode> = {
    closed: 'refused',
    malformed: 'refused',
    timeout: 'timeout',
    unreachable: 'unreachable',
  }
  return new SetUpError(codes[outcome.kind], `${about}: ${outcome.because}`)
}
