import type { OutgoingRequest } from '../../protocols/ssp/endpoint-types.ts'
import { statusOf } from '../../protocols/ssp/document.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, awaited, Stalled, type Bound, type WaitContext } from '../wait.ts'
import type { SspRequest } from './interface.ts'

/** A request of the IMPS server, and what becomes of it. */
export class ServerRequest implements SspRequest {
  readonly transactionId: string
  readonly sent: Promise<WireReference>
  readonly #outgoing: OutgoingRequest
  readonly #name: string
  readonly #context: WaitContext
  readonly #bound: Bound

  constructor(outgoing: OutgoingRequest, name: string, context: WaitContext, bound: Bound) {
    this.#outgoing = outgoing
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

  answered(): Promise<{ readonly status: number }> {
    const what = `answer to ${this.#name}`
    const answered = awaited(this.#context, this.#outgoing.outcome, what, this.#bound).then(outcome => {
      if (outcome.kind !== 'answer') throw new Stalled(what, outcome.because)
      return { status: statusOf(outcome.transaction.primitive)?.code ?? 0 }
    })
    return abandonable(answered)
  }
}
