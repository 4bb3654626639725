import type { OutgoingRequest } from '../../protocols/ssp/endpoint-types.ts'
import { statusOf } from '../../protocols/ssp/document.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, awaited, Stalled, type Bound, type WaitContext } from '../wait.ts'
import type { SspRequest } from './interface.ts'

type Again = (octets: Buffer) => OutgoingRequest

/** A request that is sent again as soon as its octets are known. */
class RepeatedRequest implements SspRequest {
  readonly transactionId: string
  readonly #request: Promise<SspRequest>

  constructor(transactionId: string, request: Promise<SspRequest>) {
    this.transactionId = transactionId
    this.#request = request
  }

  get sent(): Promise<WireReference> {
    return abandonable(this.#request.then(({ sent }) => sent))
  }

  taken(): Promise<void> {
    return abandonable(this.#request.then(request => request.taken()))
  }

  answered(): Promise<{ readonly status: number }> {
    return abandonable(this.#request.then(request => request.answered()))
  }

  repeat(): SspRequest {
    return new RepeatedRequest(this.transactionId, abandonable(this.#request.then(request => request.repeat())))
  }
}

/** A request of the IMPS server, and what becomes of it. */
export class ServerRequest implements SspRequest {
  readonly transactionId: string
  readonly sent: Promise<WireReference>
  readonly #outgoing: OutgoingRequest
  readonly #name: string
  readonly #context: WaitContext
  readonly #bound: Bound

  readonly #again: Again

  /** `again` sends octets under the same transaction id. */
  constructor(outgoing: OutgoingRequest, name: string, context: WaitContext, bound: Bound, again: Again) {
    this.#outgoing = outgoing
    this.#again = again
    this.#name = name
    this.#context = context
    this.#bound = bound
    this.transactionId = outgoing.transactionId
    this.sent = abandonable(
      outgoing.sent.then(document => {
        if (document?.wire === undefined) throw new Stalled(name, 'it could not be sent')
        return document.wire
      }),
    )
  }

  taken(): Promise<void> {
    const response = this.#outgoing.sent.then(async document => {
      await document?.outcome
    })
    return awaited(this.#context, response, `HTTP response to ${this.#name}`, this.#bound)
  }

  answered(): Promise<{ readonly status: number }> {
    const what = `answer to ${this.#name}`
    const answered = awaited(this.#context, this.#outgoing.outcome, what, this.#bound).then(outcome => {
      if (outcome.kind !== 'answer') throw new Stalled(what, outcome.because)
      return { status: statusOf(outcome.transaction.primitive)?.code ?? 0 }
    })
    return abandonable(answered)
  }

  repeat(): SspRequest {
    const octets = this.#outgoing.sent.then(document => {
      if (!document) throw new Stalled(this.#name, 'it could not be sent, so it cannot be repeated')
      return document.octets
    })
    return new RepeatedRequest(
      this.transactionId,
      abandonable(
        octets.then(same => new ServerRequest(this.#again(same), this.#name, this.#context, this.#bound, this.#again)),
      ),
    )
  }
}
