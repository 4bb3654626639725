import type { Clock } from '../clock.ts'
import { deferred } from '../deferred.ts'
import type { Primitive, SessionDocument, SspDocument, Transaction } from './document.ts'
import { statusOf } from './document.ts'
import {
  SetUpError,
  type OutgoingRequest,
  type RequestOptions,
  type RequestOutcome,
  type SentDocument,
} from './endpoint-types.ts'
import type { PendingRequest, PendingRequests } from './pending-requests.ts'
import type { DocumentPoster, PostOutcome } from './post-documents.ts'
import type { Session, SessionTable } from './session.ts'
import { endsSession, isProvisional } from './status.ts'

export interface OutgoingContext {
  readonly clock: Clock
  readonly poster: DocumentPoster
  /** The octets of a document. */
  readonly write: (document: SspDocument) => Buffer
  readonly sessions: SessionTable
  readonly pending: PendingRequests
  beginSetUp(domain: string): Promise<Session>
  /** Forgets a session that was found dead. */
  void(session: Session): void
  sent(sent: SentDocument): void
  /** Takes the document of an HTTP response; false when it cannot be read. */
  receivedInResponse(body: Buffer, contentType: string | undefined, session: Session): boolean
}

/** What one attempt came to: an outcome, or the finding that its session is dead. */
interface Attempt {
  readonly outcome: RequestOutcome
  readonly deadSession: boolean
}

/**
 * Sends a request on the newest session, setting one up if there is none, and follows it to its answer. A session that
 * turns out dead is replaced by one new login, and the request repeated once with the same ids (`decisions` 22).
 */
export function sendRequest(
  context: OutgoingContext,
  domain: string,
  primitive: Primitive,
  transactionId: string,
  options: RequestOptions,
): OutgoingRequest {
  const { clock } = context
  const due = clock.now() + options.within
  const sent = deferred<SentDocument | undefined>()
  const expired = deferred<RequestOutcome>()
  const timer = clock.after(options.within, () =>
    expired.resolve({ kind: 'timeout', because: `${domain} did not answer within ${options.within} ms` }),
  )

  const attempt = async (session: Session): Promise<Attempt> => {
    const transaction: Transaction = { mode: 'Request', transactionId, primitive }
    const document: SessionDocument = { kind: 'session', sessionId: session.localId, transactions: [transaction] }
    const octets = options.verbatim ?? context.write(document)
    const answer = deferred<Attempt>()
    const pending: PendingRequest = {
      domain,
      transactionId,
      isFinal: options.isFinal ?? isFinalByDefault,
      answered: (given, via) => {
        const status = statusOf(given.primitive)
        const deadSession = status !== undefined && endsSession(status)
        answer.resolve({ outcome: { kind: 'answer', transaction: given, via }, deadSession })
      },
      garbled: because => answer.resolve(alive({ kind: 'malformed', because })),
      abandoned: () => answer.resolve(alive({ kind: 'unreachable', because: 'the endpoint was closed' })),
    }
    context.pending.add(pending)
    const within = Math.max(1, due - clock.now())
    const post = context.poster.post(domain, octets, { within, transactionId, sessionId: session.localId })
    void post.wire.then(wire => {
      const shown = options.verbatim ? undefined : document
      const record: SentDocument = { to: domain, octets, document: shown, wire, via: 'post', outcome: post.outcome }
      if (wire !== undefined) context.sent(record)
      sent.resolve(wire === undefined ? undefined : record)
    })
    const failed = post.outcome.then(outcome => failureOf(context, session, outcome))
    // A POST that fails decides, unless the answer came before.
    void failed.then(failure => failure && answer.resolve(failure))
    const first = await Promise.race([answer.promise, expired.promise.then(alive)])
    context.pending.remove(pending)
    return first
  }

  const run = async (): Promise<RequestOutcome> => {
    try {
      const session = options.session ?? context.sessions.newest(domain) ?? (await inTime(context.beginSetUp(domain)))
      if ('kind' in session) return session
      const first = await attempt(session)
      if (!first.deadSession || options.recover === false) return first.outcome
      context.void(session)
      const newer = context.sessions.newest(domain)
      const renewed = newer && newer.order > session.order ? newer : await inTime(context.beginSetUp(domain))
      return 'kind' in renewed ? renewed : (await attempt(renewed)).outcome
    } catch (error) {
      const because = error instanceof Error ? error.message : 'the set-up failed'
      return { kind: 'no-session', because, code: error instanceof SetUpError ? error.code : 'unreachable' }
    }
  }
  const inTime = (session: Promise<Session>): Promise<Session | RequestOutcome> =>
    Promise.race([session, expired.promise])

  const outcome = run().finally(() => {
    timer.cancel()
    sent.resolve(undefined)
  })
  return { transactionId, sent: sent.promise, outcome }
}

const isFinalByDefault = (transaction: Transaction): boolean => {
  const status = statusOf(transaction.primitive)
  return status === undefined || !isProvisional(status)
}

const alive = (outcome: RequestOutcome): Attempt => ({ outcome, deadSession: false })

/** A 2xx says only "received", unless it holds a document; everything else ends the attempt. */
function failureOf(context: OutgoingContext, session: Session, outcome: PostOutcome): Attempt | undefined {
  switch (outcome.kind) {
    case 'accepted': {
      const { body, headers } = outcome.answer.response
      const contentType = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
      if (body.length === 0 || context.receivedInResponse(body, contentType, session)) return undefined
      return alive({ kind: 'malformed', because: 'the document in the HTTP response cannot be read' })
    }
    case 'http-error': {
      const { status } = outcome
      const deadSession = status >= 400 && status < 500
      return { outcome: { kind: 'http-error', status, because: `HTTP ${status}` }, deadSession }
    }
    case 'closed':
      return { outcome: { kind: 'closed', because: outcome.because }, deadSession: true }
    case 'unreachable':
    case 'timeout':
    case 'malformed':
      return alive({ kind: outcome.kind, because: outcome.because })
  }
}
