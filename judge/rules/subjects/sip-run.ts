import type { Attributed } from '../../../trace/attribution.ts'
import { SipView } from '../../../trace/decoded/sip.ts'
import { perRun } from '../../per-run.ts'

/** A SIP message of the run. */
export interface SipSeen {
  readonly attributed: Attributed
  readonly view: SipView
  readonly fromIwf: boolean
  /** Milliseconds since the start of the run. */
  readonly at: number
  readonly reliable: boolean
  readonly connection: string
  readonly octets: Buffer
}

/** A transaction: a branch and a method of one asker (RFC 3261 §17.1.3, §17.2.3). ACK has one of its own here. */
export interface SipTransaction {
  readonly byIwf: boolean
  readonly method: string
  readonly branch: string
  /** The request and its retransmissions. */
  readonly requests: readonly [SipSeen, ...SipSeen[]]
  readonly responses: readonly SipSeen[]
}

export interface SipRun {
  /** In the order of the log; what was cut off is left out. */
  readonly messages: readonly SipSeen[]
  readonly transactions: readonly SipTransaction[]
  /** Messages of a call, by its Call-ID. */
  ofCall(callId: string): readonly SipSeen[]
  /** Requests of the implementation with a branch. */
  ofBranch(branch: string): readonly SipSeen[]
  transactionOf(seen: SipSeen): SipTransaction | undefined
  /** The transaction of an asker by its method and branch. */
  find(byIwf: boolean, method: string, branch: string): SipTransaction | undefined
}

interface Growing extends SipTransaction {
  readonly requests: [SipSeen, ...SipSeen[]]
  readonly responses: SipSeen[]
}

const keyOf = (byIwf: boolean, method: string, branch: string): string =>
  `${byIwf ? 'iwf' : 'peer'} ${method} ${branch}`

/** The SIP messages of a run, sorted into transactions. A response without its request is in none. */
export const sipRunOf = perRun((run): SipRun => {
  const messages: SipSeen[] = []
  const transactions = new Map<string, Growing>()
  const bySeen = new Map<SipSeen, Growing>()
  const byCall = new Map<string, SipSeen[]>()
  const byBranch = new Map<string, SipSeen[]>()
  for (const attributed of run.attribution.messages) {
    const { message } = attributed
    const { view } = message.decoded
    if (!(view instanceof SipView) || message.sighting.cutOff) continue
    if (view.kind !== 'request' && view.kind !== 'response') continue
    const { at, transport, connection, octets } = message.sighting
    const { fromIwf } = message
    const seen: SipSeen = { attributed, view, fromIwf, at, reliable: transport !== 'udp', connection, octets }
    messages.push(seen)
    add(byCall, view.callId, seen)
    if (fromIwf && view.kind === 'request') add(byBranch, view.branch, seen)
    if (view.branch === '' || view.method === '') continue
    // A response belongs to a request by CSeq (RFC 3261 §17.1.3), even to a peer’s that calls itself otherwise.
    const method = fromIwf ? view.method : (view.cseq?.method ?? view.method)
    const key = keyOf(fromIwf === (view.kind === 'request'), method, view.branch)
    const known = transactions.get(key)
    if (view.kind === 'response') known?.responses.push(seen)
    else if (known) known.requests.push(seen)
    const transaction =
      known ??
      (view.kind === 'request'
        ? { byIwf: fromIwf, method: view.method, branch: view.branch, requests: [seen] as [SipSeen], responses: [] }
        : undefined)
    if (!transaction) continue
    transactions.set(key, transaction)
    bySeen.set(seen, transaction)
  }
  return {
    messages,
    transactions: [...transactions.values()],
    ofCall: callId => byCall.get(callId) ?? [],
    ofBranch: branch => byBranch.get(branch) ?? [],
    transactionOf: seen => bySeen.get(seen),
    find: (byIwf, method, branch) => transactions.get(keyOf(byIwf, method, branch)),
  }
})

function add(groups: Map<string, SipSeen[]>, key: string, seen: SipSeen): void {
  const group = groups.get(key)
  if (group) group.push(seen)
  else groups.set(key, [seen])
}

/** Option tags in a header field, in lower case. */
export const options = ({ view }: SipSeen, name: string): readonly string[] =>
  view.values(name).map(value => value.trim().toLowerCase())

/** Milliseconds of a timer of the run: T1, T2. */
export const timerOf = (
  run: { readonly run: { readonly pixit: Readonly<Record<string, number>> } },
  name: 'T1' | 'T2',
) => run.run.pixit[name] ?? (name === 'T1' ? 500 : 4000)

/**
 * For how long a message may lie in either process before it is taken up or put on the wire, in ms: intervals are not
 * measured finer than that.
 */
export const processing = (run: Parameters<typeof timerOf>[0]): number => 2 * timerOf(run, 'T1')

/** For how long the recorder was held up around a message, in ms: so much later than it came may it have been read. */
export const heldUp = (seen: Pick<SipSeen, 'attributed' | 'at'> | undefined): number =>
  seen ? seen.attributed.message.lag.around(seen.at) : 0

/**
 * For how long the recorder was held up between a moment and a message, in ms: of what had piled up meanwhile, the
 * message may have come so much earlier.
 */
export const heldUpSince = (moment: number, { attributed, at }: Pick<SipSeen, 'attributed' | 'at'>): number =>
  attributed.message.lag.during(moment, at)

/**
 * Whether a message was sent after a moment that shows on another connection: what lay in a process meanwhile, or piled
 * up before the recorder, may have been sent before.
 */
export const surelyAfter = (
  moment: number,
  seen: Pick<SipSeen, 'attributed' | 'at'>,
  run: Parameters<typeof timerOf>[0],
): boolean => seen.at > moment + processing(run) + heldUpSince(moment, seen)
