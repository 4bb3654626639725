import { deferred } from '../../protocols/deferred.ts'
import type { ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, awaited, Stalled, type Bound, type WaitContext } from '../wait.ts'
import type { InDialogRequest } from './interface.ts'

/** A request of ours other than INVITE, and its final response. */
export class ClientRequest implements InDialogRequest, ClientTransactionUser {
  readonly sent: Promise<WireReference>
  readonly #final = deferred<SipResponse>()
  readonly #what: string
  readonly #context: WaitContext
  readonly #bound: Bound

  /** `start` sends the request; what it throws means that it could not be sent. */
  constructor(
    what: string,
    context: WaitContext,
    bound: Bound,
    start: (user: ClientTransactionUser) => Promise<WireReference>,
  ) {
    this.#what = what
    this.#context = context
    this.#bound = bound
    this.sent = start(this).catch((error: unknown) => {
      const stalled = Stalled.by(what, error)
      this.#final.reject(stalled)
      throw stalled
    })
    void abandonable(this.sent)
  }

  answered(): Promise<SipResponse> {
    return awaited(this.#context, this.#final.promise, `final response to ${this.#what}`, this.#bound)
  }

  response({ message }: { readonly message: SipResponse }): void {
    if (message.status >= 200) this.#final.resolve(message)
  }

  timedOut(): void {
    this.#final.reject(new Stalled(this.#what, 'the transaction timed out without a final response (RFC 3261 Timer F)'))
  }

  failed(error: Error): void {
    this.#final.reject(new Stalled(this.#what, `it could not be delivered: ${error.message}`))
  }
}
