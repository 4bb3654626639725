import type { Messages } from '../../judge/trace.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'

/** What messages belong to, widest first within each protocol. */
export type ThreadKind =
  | 'SIP call'
  | 'SIP transaction'
  | 'MSRP session'
  | 'MSRP transaction'
  | 'SSP session'
  | 'SSP transaction'
  | 'HTTP exchange'

/** One session or transaction that a message belongs to. Equal keys are the same one. */
export interface Thread {
  readonly kind: ThreadKind
  readonly key: string
}

/** Message number → the sessions and transactions that it belongs to. */
export type Threads = ReadonlyMap<number, readonly Thread[]>

/**
 * Sorts the messages of one execution into sessions and transactions by what their own octets say: Call-ID and branch,
 * the session ids in MSRP paths (and through SDP the call that set the session up), SSP session and transaction ids, and
 * the order of requests and responses on an HTTP connection. What names nothing belongs to nothing.
 */
export function correlate({ sip, msrp, ssp, http }: Messages): Threads {
  const threads = new Map<number, Thread[]>()
  const join = (id: number, kind: ThreadKind, key: string) => {
    if (key === '') return
    threads.set(id, [...(threads.get(id) ?? []), { kind, key }])
  }
  for (const { id, message } of sip) {
    join(id, 'SIP call', message.callId)
    join(id, 'SIP transaction', sipTransaction(message))
  }
  const calls = callsByMsrpSession(sip)
  for (const { id, message } of msrp) {
    const ends = [message.toPath.at(-1), message.fromPath.at(-1)].flatMap(uri => msrpSessionId(uri) ?? [])
    const call = ends.flatMap(end => calls.get(end) ?? [])[0]
    if (call !== undefined) join(id, 'SIP call', call)
    join(id, 'MSRP session', ends.sort().join(' and '))
    join(id, 'MSRP transaction', message.transactionId)
  }
  for (const { id, message, from, owner } of ssp) {
    const other = from === 'iwf' ? owner : 'iwf'
    const asker = message.kind === 'query' ? from : other
    join(id, 'SSP session', message.sessionId)
    join(id, 'SSP transaction', `${message.transaction} of ${asker === 'iwf' ? 'the IWF' : asker}`)
  }
  for (const [id, key] of httpExchanges(http)) join(id, 'HTTP exchange', key)
  return threads
}

/** RFC 3261 §17.1.3: the branch names the transaction; an ACK that repeats it belongs to the INVITE, a CANCEL does not. */
function sipTransaction({ branch, cseq }: SipView): string {
  if (branch === '') return ''
  const method = cseq?.method === 'ACK' ? 'INVITE' : (cseq?.method ?? '')
  return `${method} ${branch}`
}

/** Session id in an MSRP URI → the call whose SDP names it (RFC 4975 §8). */
function callsByMsrpSession(sip: readonly Observed<SipView>[]): ReadonlyMap<string, string> {
  const calls = new Map<string, string>()
  for (const { message } of sip) {
    if (!message.hasSdp) continue
    for (const [, path = ''] of message.body.toString('latin1').matchAll(/^a=path:(.*?)\r?$/gm)) {
      const session = msrpSessionId(path.trim().split(/\s+/).at(-1))
      if (session !== undefined && !calls.has(session)) calls.set(session, message.callId)
    }
  }
  return calls
}

/** `msrp://host:port/SESSION;tcp` (RFC 4975 §6). */
const msrpSessionId = (uri: string | undefined): string | undefined =>
  /^msrps?:\/\/[^/]*\/([^;]+)/i.exec(uri ?? '')?.[1]

/** HTTP responses come in the order of their requests (RFC 9112 §9.3.2). */
function httpExchanges(http: Messages['http']): ReadonlyMap<number, string> {
  const exchanges = new Map<number, string>()
  const unanswered = new Map<string, string[]>()
  let count = 0
  for (const { id, connection, message } of http) {
    const waiting = unanswered.get(connection) ?? []
    unanswered.set(connection, waiting)
    if (message.kind === 'request') {
      const name = `${++count} on ${connection}`
      waiting.push(name)
      exchanges.set(id, name)
    } else {
      const name = waiting.shift()
      if (name !== undefined) exchanges.set(id, name)
    }
  }
  return exchanges
}
