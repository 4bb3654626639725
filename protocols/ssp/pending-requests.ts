import type { Transaction } from './document.ts'

/** A request that waits for its answer. */
export interface PendingRequest {
  readonly domain: string
  readonly transactionId: string
  readonly isFinal: (transaction: Transaction) => boolean
  answered(transaction: Transaction, via: 'post' | 'response'): void
  /** An answer came that cannot be read. */
  garbled(because: string): void
  /** No answer can come any more. */
  abandoned(): void
}

/** Requests under way, by their transaction id and the domain that may answer. */
export class PendingRequests {
  readonly #pending = new Map<string, PendingRequest[]>()

  add(request: PendingRequest): void {
    this.#pending.set(request.transactionId, [...(this.#pending.get(request.transactionId) ?? []), request])
  }

  remove(request: PendingRequest): void {
    const rest = (this.#pending.get(request.transactionId) ?? []).filter(other => other !== request)
    if (rest.length > 0) this.#pending.set(request.transactionId, rest)
    else this.#pending.delete(request.transactionId)
  }

  /** Ends all waiting. */
  abandon(): void {
    const all = [...this.#pending.values()].flat()
    this.#pending.clear()
    for (const request of all) request.abandoned()
  }

  /** Tells the request that waits longest under an id that its answer cannot be read. */
  garbled(domain: string, transactionId: string, because: string): void {
    const request = this.#pending.get(transactionId)?.find(({ domain: asked }) => asked === domain)
    if (!request) return
    this.remove(request)
    request.garbled(because)
  }

  /** Gives an answer to the request that waits longest under its id; false when none does. */
  answer(domain: string, transaction: Transaction, via: 'post' | 'response'): boolean {
    const request = this.#pending.get(transaction.transactionId)?.find(({ domain: asked }) => asked === domain)
    if (!request) return false
    if (request.isFinal(transaction)) {
      this.remove(request)
      request.answered(transaction, via)
    }
    return true
  }
}
