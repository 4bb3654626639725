import { dialogKey, type Dialog } from './dialog.ts'
import { headerValue } from './headers.ts'
import type { SipMessage } from './message.ts'
import { tagOf } from './tag.ts'

/** The dialogs of one user agent, found by Call-ID and tags. */
export class Dialogs {
  readonly #dialogs = new Map<string, Dialog>()

  get size(): number {
    return this.#dialogs.size
  }

  add(dialog: Dialog): void {
    this.#dialogs.set(dialogKey(dialog.id), dialog)
  }

  remove(dialog: Dialog): void {
    this.#dialogs.delete(dialogKey(dialog.id))
  }

  /** The dialog that a received message is within (RFC 3261 §12.2.2): its To tag is ours in a request, From in a response. */
  find(received: SipMessage): Dialog | undefined {
    const from = tagOf(received, 'from') ?? ''
    const to = tagOf(received, 'to') ?? ''
    const callId = headerValue(received, 'call-id') ?? ''
    const [localTag, remoteTag] = received.kind === 'request' ? [to, from] : [from, to]
    return this.#dialogs.get(dialogKey({ callId, localTag, remoteTag }))
  }

  [Symbol.iterator](): IterableIterator<Dialog> {
    return this.#dialogs.values()
  }
}
