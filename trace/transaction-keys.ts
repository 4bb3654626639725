import type { HttpView } from './decoded/http.ts'
import { MsrpView } from './decoded/msrp.ts'
import { SipView } from './decoded/sip.ts'
import { SspView } from './decoded/ssp.ts'
import { sspTransactionKey } from './ssp-correlation.ts'
import type { WireMessage } from './wire-message.ts'

/**
 * What ties a message without a token to earlier ones: its transaction, dialog, MSRP session or, where a connection
 * serves one session only, the connection. Strongest first.
 */
export function keysOf(message: WireMessage): string[] {
  const { view } = message.decoded
  if (view instanceof SipView) return sipKeys(view)
  if (view instanceof MsrpView) return msrpKeys(view, message.sighting.connection)
  if (view instanceof SspView) return sspKeys(view, message)
  return []
}

function sipKeys(view: SipView): string[] {
  return [view.branch && `branch ${view.branch}`, view.callId && `call ${view.callId}`].filter(key => key !== '')
}

function msrpKeys(view: MsrpView, connection: string): string[] {
  const { transactionId } = view
  return [
    ...(transactionId === '' ? [] : [`msrp ${connection} ${transactionId}`]),
    ...[...view.toPath, ...view.fromPath].map(uri => `path ${uri}`),
    `connection ${connection}`,
  ]
}

const sspKeys = ({ kind, transaction }: SspView, { fromIwf, sighting }: WireMessage): string[] =>
  transaction === '' ? [] : [sspTransactionKey(sighting.owner, (kind === 'query') === fromIwf, transaction)]

/** HTTP/1.1 answers requests in their order on each connection (RFC 9112 §9.3.2). */
export class HttpExchanges<T> {
  readonly #open = new Map<string, T[]>()

  asked(connection: string, whose: T): void {
    const waiting = this.#open.get(connection)
    if (waiting) waiting.push(whose)
    else this.#open.set(connection, [whose])
  }

  /** Whose the request was that the next final response on the connection answers. */
  answered(connection: string, { status }: Pick<HttpView, 'status'>): T | undefined {
    const waiting = this.#open.get(connection)
    return status >= 100 && status < 200 ? waiting?.[0] : waiting?.shift()
  }
}
