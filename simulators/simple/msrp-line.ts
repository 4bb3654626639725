import type { MsrpConnection } from '../../protocols/msrp/connection.ts'
import type { MsrpMessage } from '../../protocols/msrp/message.ts'
import type { Paths } from '../../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, Inbox, Stalled, type Bound, type WaitContext } from '../wait.ts'

/** A request of ours whose transaction response can be awaited. */
export interface MsrpTransaction extends Stimulus {
  /** Status of the response; rejects with `Stalled` when none comes in time, or the connection ends before. */
  answered(): Promise<number>
}

/**
 * An MSRP connection in a script's own hands, for what no client sends: wrong requests, odd chunks, single octets. What
 * the IWF sends on it is taken by the sessions as ever.
 */
export interface MsrpLine {
  /** To-Path and From-Path that belong to the session of the call. */
  readonly paths: Paths
  /** Writes octets as they are; each piece goes to the socket on its own, so that TCP sends it on its own. */
  write(...pieces: readonly (Buffer | string)[]): Stimulus
  /** Writes a message as it stands. */
  send(message: MsrpMessage): MsrpTransaction
  /** Ends the connection in order. */
  end(): void
  /** Aborts it (RST). */
  reset(): void
}

export class PeerLine implements MsrpLine {
  readonly paths: Paths
  readonly #connection: MsrpConnection
  readonly #context: WaitContext
  readonly #response: Bound

  /** `response`: how long a transaction response may take. */
  constructor(connection: MsrpConnection, paths: Paths, context: WaitContext, response: Bound) {
    this.paths = paths
    this.#connection = connection
    this.#context = context
    this.#response = response
  }

  write(...pieces: readonly (Buffer | string)[]): Stimulus {
    const [first] = pieces.map(piece => this.#connection.write(Buffer.from(piece)))
    return { sent: abandonable(this.#recorded(first)) }
  }

  send(message: MsrpMessage): MsrpTransaction {
    const { clock, observer } = this.#context
    const responses = new Inbox<number>(clock, observer)
    if (!this.#connection.open) responses.close('the connection is closed')
    this.#connection.expect(message.transactionId, this.#response.ms, result => {
      if (result.kind === 'response') responses.add(result.response.status)
      else if (result.kind === 'connection-lost') responses.close('the connection was lost before')
    })
    const { sent } = this.write(serialiseMsrp(message))
    return { sent, answered: () => responses.take('transaction response', this.#response) }
  }

  end(): void {
    this.#connection.end()
  }

  reset(): void {
    this.#connection.stream.reset()
  }

  #recorded(reference: number | undefined): Promise<number> {
    // On a closed connection nothing is written, and the tap is not told of it.
    return this.#connection.open || (reference ?? 0) > 0
      ? Promise.resolve(reference ?? 0)
      : Promise.reject(new Stalled('MSRP octets', 'the connection is closed'))
  }
}
