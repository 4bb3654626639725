import { deferred } from '../../protocols/deferred.ts'
import type { ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, awaited, Stalled, type Bound, type WaitContext } from '../wait.ts'
import type { Stimulus } from '../stimulus.ts'
import type { InDialogRequest } from './interface.ts'
import type { StartedRequest } from './peer-core.ts'

/** A request of ours other than INVITE, and its final response. */
export class ClientRequest implements InDialogRequest, ClientTransactionUser {
  readonly sent: Promise<WireReference>
  readonly #started: Promise<StartedRequest>
  readonly #final = deferred<SipResponse>()
  readonly #what: string
  readonly #context: WaitContext
  readonly #bound: Bound

  /** `start` sends the request; what it throws means that it could not be sent. */
  constructor(
    what: string,
    context: WaitContext,
    bound: Bound,
    start: (user: ClientTransactionUser) => Promise<StartedRequest>,
  ) {
    this.#what = what
    this.#context = context
    this.#bound = bound
    this.#started = start(this).catch((error: unknown) => {
      const stalled = Stalled.by(what, error)
      this.#final.reject(stalled)
      throw stalled
    })
    this.sent = abandonable(this.#started.then(({ reference }) => reference))
  }

  repeat(): Stimulus {
    const again = ({ transaction, flow }: StartedRequest) => flow.send(serialiseSip(transaction.request))
    return { sent: abandonable(this.#started.then(again)) }
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
