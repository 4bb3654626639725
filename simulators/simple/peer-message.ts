import type { IncomingReport } from '../../protocols/msrp/incoming-report.ts'
import { newMessageId } from '../../protocols/msrp/identifiers.ts'
import type { MsrpResponse } from '../../protocols/msrp/message.ts'
import type { OutgoingMessage } from '../../protocols/msrp/outgoing-message.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import { abandonable, Inbox, Stalled, type WaitContext } from '../wait.ts'
import type { SentMessage, SimpleBounds } from './interface.ts'

interface Handlers {
  readonly onResponse: (response: MsrpResponse) => void
  readonly onReport: (report: IncomingReport) => void
}

/** A message of ours on its way through an MSRP session, or one that found the session closed. */
export class PeerMessage implements SentMessage {
  readonly messageId: string
  readonly sent: Promise<WireReference>
  readonly #bounds: SimpleBounds
  readonly #responses: Inbox<number>
  readonly #reports: Inbox<{ readonly status: number }>

  constructor({ clock, observer }: WaitContext, bounds: SimpleBounds, send: (handlers: Handlers) => OutgoingMessage) {
    this.#bounds = bounds
    this.#responses = new Inbox(clock, observer)
    this.#reports = new Inbox(clock, observer)
    const message = this.#begun(send)
    this.messageId = message?.messageId ?? newMessageId()
    this.sent = abandonable(
      Promise.resolve(message?.sent).then(reference => {
        if (reference === undefined) throw new Stalled('SEND', 'it was never sent: the session has no connection')
        return reference
      }),
    )
    void message?.outcome.then(({ kind }) => {
      if (kind === 'connection-lost') this.#end('the connection was lost before')
    })
  }

  /** The message on its way; undefined when the session does not take any, so that none of the waits can come true. */
  #begun(send: (handlers: Handlers) => OutgoingMessage): OutgoingMessage | undefined {
    try {
      return send({
        onResponse: ({ status }) => this.#responses.add(status),
        onReport: ({ status }) => this.#reports.add({ status: status?.code ?? 0 }),
      })
    } catch (error) {
      this.#end(Stalled.by('SEND', error).because)
      return undefined
    }
  }

  #end(because: string): void {
    this.#responses.close(because)
    this.#reports.close(because)
  }

  answered(): Promise<number> {
    return this.#responses.take('transaction response to SEND', this.#bounds.msrpResponse)
  }

  reported(): Promise<{ readonly status: number }> {
    return this.#reports.take(`REPORT about ${this.messageId}`, this.#bounds.report)
  }
}
