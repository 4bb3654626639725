import { deferred, type Deferred } from '../deferred.ts'
import { statusOf, type Primitive, type Transaction } from './document.ts'
import type { Earlier } from './endpoint-types.ts'
import { endsSession } from './status.ts'

interface Seen {
  readonly transaction: Transaction
  readonly answer: Deferred<Primitive>
}

/** Remembers the latest requests of the peers, so that repetitions can be told (SSP servers repeat after errors). */
export class SeenRequests {
  readonly #most: number
  readonly #seen = new Map<string, Seen>()

  constructor(most = 8192) {
    this.#most = most
  }

  /** What came before under the same transaction id, or the same messageID; remembers the request if nothing did. */
  see(domain: string, transaction: Transaction): Earlier | undefined {
    const byTransaction = `t ${domain} ${transaction.transactionId}`
    const messageId = messageIdOf(transaction.primitive)
    const byMessage = messageId === undefined ? undefined : `m ${domain} ${messageId}`
    const same = this.#seen.get(byTransaction)
    if (same) return { by: 'transaction', transaction: same.transaction, answer: same.answer.promise }
    const resent = byMessage === undefined ? undefined : this.#seen.get(byMessage)
    const seen: Seen = resent ?? { transaction, answer: deferred() }
    this.#remember(byTransaction, seen)
    if (resent) return { by: 'message', transaction: resent.transaction, answer: resent.answer.promise }
    if (byMessage !== undefined) this.#remember(byMessage, seen)
    return undefined
  }

  /** Notes the answer to a request; the first one counts. One that ends the session asks for a repetition: forgotten. */
  answered(domain: string, transactionId: string, answer: Primitive): void {
    const key = `t ${domain} ${transactionId}`
    const seen = this.#seen.get(key)
    const code = statusOf(answer)
    if (!seen) return
    if (code === undefined || !endsSession(code)) seen.answer.resolve(answer)
    else for (const [other, kept] of this.#seen) if (kept === seen) this.#seen.delete(other)
  }

  #remember(key: string, seen: Seen): void {
    this.#seen.set(key, seen)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > this.#most && oldest !== undefined) this.#seen.delete(oldest)
  }
}

/** A message is the same by its own id; a report about it is another thing. */
function messageIdOf(primitive: Primitive): string | undefined {
  return primitive.name === 'SendMessageRequest' && primitive.message.messageId !== ''
    ? primitive.message.messageId
    : undefined
}
