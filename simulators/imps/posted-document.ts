import { readSsp } from '../../protocols/ssp/read.ts'
import { statusOf, type Transaction } from '../../protocols/ssp/document.ts'
import type { Post } from '../../protocols/ssp/post-documents.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, awaited, Stalled, type Bound, type Inbox, type WaitContext } from '../wait.ts'
import type { PostedDocument } from './interface.ts'

export interface PostedDocumentOptions {
  readonly context: WaitContext
  readonly bound: Bound
  /** Answers of the interworking function to nothing that waits for them. */
  readonly unmatched: Inbox<Transaction>
}

/** Octets posted in the place of a document, and what comes back. */
export class Posted implements PostedDocument {
  readonly sent: Promise<WireReference>
  readonly #post: Promise<Post>
  readonly #options: PostedDocumentOptions

  constructor(post: Promise<Post>, options: PostedDocumentOptions) {
    this.#post = post
    this.#options = options
    this.sent = abandonable(
      post.then(async ({ wire }) => {
        const reference = await wire
        if (reference === undefined) throw new Stalled('document', 'it could not be sent')
        return reference
      }),
    )
    void this.#takeResponse()
  }

  acknowledged(): Promise<number | 'closed'> {
    const { context, bound } = this.#options
    const what = 'HTTP response to a document'
    const outcome = this.#post.then(({ outcome }) => outcome)
    return abandonable(
      awaited(context, outcome, what, bound).then(done => {
        if (done.kind === 'accepted' || done.kind === 'http-error') return done.status
        if (done.kind === 'timeout') throw new Stalled(what, done.because)
        return 'closed'
      }),
    )
  }

  async answered(transactionId: string): Promise<{ readonly status: number }> {
    const { unmatched, bound } = this.#options
    const what = `answer to transaction ${transactionId}`
    const { primitive } = await unmatched.take(what, bound, answer => answer.transactionId === transactionId)
    return { status: statusOf(primitive)?.code ?? 0 }
  }

  /** Answers may come in the HTTP response. */
  async #takeResponse(): Promise<void> {
    const outcome = await this.#post.then(
      ({ outcome }) => outcome,
      () => undefined,
    )
    if (outcome?.kind !== 'accepted') return
    const { document } = readSsp(outcome.answer.response.body)
    if (document?.kind !== 'session') return
    for (const transaction of document.transactions) this.#options.unmatched.add(transaction)
  }
}
