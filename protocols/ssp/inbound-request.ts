import type { HttpResponse } from '../http/message.ts'
import { httpResponse } from '../http/serialise.ts'
import type { Responder } from '../http/server.ts'
import type { SessionDocument, SspDocument, Transaction } from './document.ts'
import type { AnswerOptions, Reaction, Reply, SentDocument } from './endpoint-types.ts'
import { sspContentType } from './namespaces.ts'
import type { Session } from './session.ts'

/** The empty 200 that only says "received" (`imps-ssp` §3). */
export const received = httpResponse({ status: 200, headers: [['Connection', 'keep-alive']] })

/** Gives a reaction instead of the regular treatment. */
export function react(responder: Responder, reaction: Reaction | number): void {
  if (reaction === 'silence') return
  if (reaction === 'close') responder.closeWithoutAnswer()
  else if (reaction === 'ignore') void responder.respond(received)
  else void responder.respond(typeof reaction === 'number' ? httpResponse({ status: reaction }) : reaction)
}

export interface InboundContext {
  readonly session: Session
  readonly answerMode: 'post' | 'response'
  /** The octets of an answer. */
  readonly write: (document: SspDocument) => Buffer
  /** Posts an answer to the peer. */
  post(octets: Buffer, document: SessionDocument | undefined): Promise<SentDocument>
  /** Notes what was sent in an HTTP response. */
  responded(sent: SentDocument): void
  /** Notes the answer to a transaction. */
  answered(transactionId: string, answer: Transaction): void
}

interface Waiting {
  readonly transaction: Transaction
  readonly sessionId: string
  readonly settle: (sent: SentDocument) => void
}

/**
 * The HTTP request that brought one or more transactions, and how it is answered: with an empty 200 before the answers
 * are posted, or with all answers in its response once the last is there.
 */
export class InboundRequest {
  readonly #context: InboundContext
  readonly #responder: Responder | undefined
  /** Handlers that run now: nothing is sent before they all have spoken. */
  #dispatching = true
  #decided: boolean
  #held = false
  #open = 0
  readonly #inResponse: Waiting[] = []
  readonly #afterResponse: (() => void)[] = []

  /** Without a responder (a transaction that came in an HTTP response) every answer is posted. */
  constructor(context: InboundContext, responder: Responder | undefined) {
    this.#context = context
    this.#responder = responder
    this.#decided = responder === undefined
  }

  /** A reply for one transaction. */
  replyTo(transaction: Transaction): Reply {
    let open = transaction.mode === 'Request'
    if (open) this.#open++
    const settle = () => {
      if (open) this.#open--
      open = false
    }
    return {
      answer: (primitive, options = {}) => {
        const answer: Transaction = {
          mode: 'Response',
          transactionId: options.transactionId ?? transaction.transactionId,
          primitive,
        }
        this.#context.answered(transaction.transactionId, answer)
        const sent = this.#answer(answer, options)
        settle()
        this.#settle()
        return sent
      },
      verbatim: (octets, options = {}) => {
        settle()
        const sent = this.#verbatim(octets, options)
        this.#settle()
        return sent
      },
      nothing: () => {
        settle()
        this.#settle()
      },
      hold: () => {
        this.#held = true
      },
      http: response => this.#decide(response),
      close: () => this.#decide('close'),
    }
  }

  /** Called when all handlers have returned. */
  dispatched(): void {
    this.#dispatching = false
    if (!this.#decided && !this.#held && this.#context.answerMode === 'post' && this.#inResponse.length === 0)
      this.#decide(received)
    this.#settle()
    for (const send of this.#afterResponse.splice(0)) send()
  }

  #answer(answer: Transaction, options: AnswerOptions): Promise<SentDocument> {
    const { session, answerMode } = this.#context
    const sessionId = options.sessionId ?? session.localId
    if ((options.via ?? answerMode) === 'response' && !this.#decided)
      return new Promise(settle => this.#inResponse.push({ transaction: answer, sessionId, settle }))
    const document: SessionDocument = { kind: 'session', sessionId, transactions: [answer] }
    return this.#later(() => this.#context.post(this.#context.write(document), document))
  }

  #verbatim(octets: Buffer, { via }: Pick<AnswerOptions, 'via'>): Promise<SentDocument> {
    if ((via ?? this.#context.answerMode) !== 'response' || this.#decided)
      return this.#later(() => this.#context.post(octets, undefined))
    return this.#respondWith(octets, undefined)
  }

  /** Answers go out behind the empty 200, never before it. */
  #later(send: () => Promise<SentDocument>): Promise<SentDocument> {
    if (!this.#dispatching) return send()
    return new Promise(resolve => this.#afterResponse.push(() => void send().then(resolve)))
  }

  /** Sends the HTTP response with all answers once none is missing. */
  #settle(): void {
    if (this.#decided || this.#dispatching || this.#open > 0) return
    const [first] = this.#inResponse
    if (!first) {
      if (!this.#held) this.#decide(received)
      return
    }
    const waiting = this.#inResponse.splice(0)
    const transactions = waiting.map(({ transaction }) => transaction)
    const document: SessionDocument = { kind: 'session', sessionId: first.sessionId, transactions }
    void this.#respondWith(this.#context.write(document), document).then(sent => {
      for (const { settle } of waiting) settle(sent)
    })
  }

  async #respondWith(octets: Buffer, document: SessionDocument | undefined): Promise<SentDocument> {
    this.#decided = true
    // A peer that gave up its HTTP request can be told by a POST only.
    if (this.#responder?.open === false) return this.#context.post(octets, document)
    const headers = [['Content-Type', sspContentType]] as const
    const wire = await this.#responder?.respond(httpResponse({ status: 200, headers, body: octets }))
    const to = this.#context.session.remoteDomain
    const sent: SentDocument = { to, octets, document, wire, via: 'response', outcome: undefined }
    this.#context.responded(sent)
    return sent
  }

  #decide(response: HttpResponse | Buffer | 'close'): void {
    if (this.#decided) return
    this.#decided = true
    if (response === 'close') this.#responder?.closeWithoutAnswer()
    else void this.#responder?.respond(response)
    // Answers that were to be in the response have lost their place in it.
    for (const { transaction, sessionId, settle } of this.#inResponse.splice(0)) {
      const document: SessionDocument = { kind: 'session', sessionId, transactions: [transaction] }
      void this.#later(() => this.#context.post(this.#context.write(document), document)).then(settle)
    }
  }
}
