import type { Clock } from '../clock.ts'
import type { HttpResponse } from '../http/message.ts'
import type { ReceivedRequest } from '../http/server.ts'
import type { Address, Tap, WireReference } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import type { Primitive, SetUpDocument, SspDocument, Transaction } from './document.ts'
import type { IdSource } from './identifiers.ts'
import type { PostOutcome } from './post-documents.ts'
import type { SspRefusal } from './read.ts'
import type { Session } from './session.ts'
import type { SetUpStep } from './set-up.ts'

/** A document that was sent, or octets sent in its place. */
export interface SentDocument {
  readonly to: string
  readonly octets: Buffer
  /** Undefined when the octets were given verbatim. */
  readonly document: SspDocument | undefined
  /** Where the octets are recorded; undefined when they were never written. */
  readonly wire: WireReference | undefined
  /** Whether it went as a POST or in an HTTP response. */
  readonly via: 'post' | 'response'
  /** What became of the POST; never rejects. Undefined for an HTTP response. */
  readonly outcome: Promise<PostOutcome> | undefined
}

/** What became of a request. Nothing but `answer` says anything about what the peer did with it. */
export type RequestOutcome =
  | { readonly kind: 'answer'; readonly transaction: Transaction; readonly via: 'post' | 'response' }
  /** No answer within the time given. */
  | { readonly kind: 'timeout'; readonly because: string }
  /** No connection, or no address. */
  | { readonly kind: 'unreachable'; readonly because: string }
  /** The connection was closed without an HTTP response. */
  | { readonly kind: 'closed'; readonly because: string }
  | { readonly kind: 'http-error'; readonly status: number; readonly because: string }
  /** The HTTP response, or the document in it, cannot be read. */
  | { readonly kind: 'malformed'; readonly because: string }
  /** No session could be set up. */
  | { readonly kind: 'no-session'; readonly because: string; readonly code: SetUpErrorCode }

export type SetUpErrorCode =
  'unreachable' | 'refused' | 'timeout' | 'wrong-digest' | 'wrong-session-id' | 'too-many' | 'endpoint-closed'

/** A session could not be set up. `code` is stable; `status` is the peer's Status or HTTP code where it sent one. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
  readonly code: SetUpErrorCode
  readonly status: number | undefined
  constructor(code: SetUpErrorCode, message: string, status?: number) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** A request on its way. */
export interface OutgoingRequest {
  readonly transactionId: string
  /** The document as first sent; undefined when it never was. Never rejects. */
  readonly sent: Promise<SentDocument | undefined>
  /** Never rejects. */
  readonly outcome: Promise<RequestOutcome>
}

export interface RequestOptions {
  /** Milliseconds for everything: set-up if needed, sending, answer, and the one repetition after a dead session. */
  readonly within: number
  /** Instead of a new one. */
  readonly transactionId?: string
  /** Put into the new transaction id, so that whoever reads the trace knows what it belongs to. */
  readonly token?: string
  /** Octets to send instead of the document; they should hold the transaction id. */
  readonly verbatim?: Buffer
  /** On this session instead of the newest. */
  readonly session?: Session
  /** Whether to log in again and repeat once when the session turns out to be dead (`decisions` 22). Default true. */
  readonly recover?: boolean
  /** Whether an answer is the last; by default everything but a Status of class 1xx. */
  readonly isFinal?: (transaction: Transaction) => boolean
}

/** What was received before under the same id. */
export interface Earlier {
  /** Whether the transaction id is the same, or only the messageID. */
  readonly by: 'transaction' | 'message'
  readonly transaction: Transaction
  /** The answer given then; pends while there is none. */
  readonly answer: Promise<Primitive>
}

/** A request from a peer: or a report in mode Response (`decisions` 3), to which nothing can be answered. */
export interface IncomingRequest {
  /** The domain of the peer. */
  readonly from: string
  readonly session: Session
  readonly transaction: Transaction
  /** Set when the peer sent this before. */
  readonly earlier: Earlier | undefined
  readonly http: ReceivedRequest | undefined
}

export interface AnswerOptions {
  /** Instead of the mode of the endpoint. In a response only as long as that was not sent. */
  readonly via?: 'post' | 'response'
  /** Instead of echoing the request's. */
  readonly transactionId?: string
  /** Instead of the session of the request. */
  readonly sessionId?: string
}

/**
 * How one request is answered. Called during the handler, `answer` is sent right after the empty 200; called later, at
 * once. Several answers to one request are possible.
 */
export interface Reply {
  answer(primitive: Primitive, options?: AnswerOptions): Promise<SentDocument>
  /** Sends octets in place of the answer document. */
  verbatim(octets: Buffer, options?: Pick<AnswerOptions, 'via'>): Promise<SentDocument>
  /** Says that no answer will come; only an HTTP response that waits for answers needs to know. */
  nothing(): void
  /** Keeps the HTTP response back, during the handler, until `http`, `close` or an answer in it is called. */
  hold(): void
  /** Gives this HTTP response instead of the empty 200, if none was sent. */
  http(response: HttpResponse | Buffer): void
  /** Closes the connection without an HTTP response, if none was sent. */
  close(): void
}

/** Takes a request. What it returns is answered as a Status of that code; nothing means that it took care itself. */
export type RequestHandler = (request: IncomingRequest, reply: Reply) => number | undefined | void

/** What to do instead of the regular thing: acknowledge and ignore, close, never answer, or this HTTP response. */
export type Reaction = 'ignore' | 'close' | 'silence' | HttpResponse | Buffer

type Replaced = SetUpDocument | Buffer | 'withhold' | undefined

/** Where a tester looks on or interferes. All are called synchronously, but for `sendingSetUp`, which may take time. */
export interface SspHooks {
  /** Each HTTP request, before anything is done with it. */
  readonly receivedHttp?: (received: ReceivedRequest) => Reaction | undefined
  /** Each step of set-up that came, before the state machine sees it. */
  readonly receivedSetUp?: (step: SetUpStep, document: SetUpDocument) => Reaction | undefined
  /** Each step of set-up before it is sent to a domain: other octets or none may be sent in its place. */
  readonly sendingSetUp?: (step: SetUpStep, document: SetUpDocument, to: string) => Replaced | Promise<Replaced>
  /** Each document that was read. */
  readonly received?: (document: SspDocument, via: 'post' | 'response') => void
  /** Octets that could not be read as SSP. */
  readonly unreadable?: (octets: Buffer, refusal: SspRefusal, via: 'post' | 'response') => void
  readonly sent?: (sent: SentDocument) => void
  readonly sessionOpened?: (session: Session) => void
  /** A session was found dead or logged out. */
  readonly sessionVoided?: (session: Session) => void
  readonly setUpFailed?: (domain: string, error: SetUpError, initiator: 'local' | 'remote') => void
  /** An answer to nothing that waits: late, repeated, or with a strange id. */
  readonly unmatched?: (transaction: Transaction, from: string) => void
}

export interface SspEndpointOptions {
  /** The domain that this endpoint speaks for. */
  readonly domain: string
  /** Name of the owner in the record; the domain by default. */
  readonly owner?: string
  /** Port 0 takes a free one. */
  readonly listen: Address
  /** What it listens for; `https` needs `tls`. Default `http`. */
  readonly scheme?: 'http' | 'https'
  /** Certificate and trust anchors, for `https` in either direction. */
  readonly tls?: TlsOptions | undefined
  /** URL by domain of the peers; see also `setPeer`. */
  readonly peers: Readonly<Record<string, string>>
  readonly tap: Tap
  readonly clock: Clock
  readonly onRequest: RequestHandler
  readonly hooks?: SspHooks
  /** Whether answers go as a POST of their own or in the HTTP response (`decisions` 4). Default `post`. */
  readonly answerMode?: 'post' | 'response'
  /** Makes transaction ids; by default `domain-random-n`. */
  readonly transactionIds?: IdSource
  /** Answers to KeepAlive and Logout of the endpoint's own. Default true; else they go to `onRequest`. */
  readonly upkeep?: boolean
  /** Refuses requests of users of other domains with Status 901. Default true. */
  readonly checkDomains?: boolean
  /** What happens to a document with an unknown session id. Default 404. */
  readonly unknownSession?: Reaction | number
  readonly setUp?: {
    /** Milliseconds that each step may take. Default 30 s. */
    readonly stepWithin?: number
    /** Milliseconds before a step that was closed upon or got a 5xx is sent once more. Default 100. */
    readonly retryAfter?: number
    /** How many set-ups may begin within how many milliseconds per domain. Default 5 in 10 s (`decisions` 22). */
    readonly limit?: { readonly count: number; readonly within: number }
    /** Seconds that are offered. Default 86400. */
    readonly timeToLive?: number
  }
  /** Milliseconds for the HTTP response to an answer of ours. Default 10 s. */
  readonly postWithin?: number
  /** The octets of a document; by default canonical spelling. For whoever writes as some real server does. */
  readonly write?: (document: SspDocument) => Buffer
  /** Finds peers that are not configured; DNS SRV by default. */
  readonly resolve?: (domain: string) => Promise<string | undefined>
}
