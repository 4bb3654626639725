import type { Attributed } from '../../../trace/attribution.ts'
import { SspView } from '../../../trace/decoded/ssp.ts'
import { sspTransactionKey } from '../../../trace/ssp-correlation.ts'
import type { RunView } from '../../run-view.ts'
import { perRun } from '../../per-run.ts'
import { rulesAbout } from '../rules-about.ts'

/** An SSP transaction of the run. */
export interface SspSeen {
  readonly attributed: Attributed
  readonly view: SspView
  readonly fromIwf: boolean
  /** The IMPS domain of the peer. */
  readonly domain: string
  /** How often the implementation had been started in the run by then: a new process may count from the start again. */
  readonly process: number
}

/** Transactions with each IMPS domain, in the order of the log. */
export const sspRunOf = perRun((run): ReadonlyMap<string, readonly SspSeen[]> => {
  const byDomain = new Map<string, SspSeen[]>()
  const starts = startsOf(run)
  let process = 0
  for (const attributed of run.attribution.messages) {
    const { message } = attributed
    const { view } = message.decoded
    if (!(view instanceof SspView)) continue
    const domain = message.sighting.owner
    while ((starts[process] ?? Infinity) < message.sighting.firstEvent) process++
    const seen: SspSeen = { attributed, view, fromIwf: message.fromIwf, domain, process }
    const others = byDomain.get(domain)
    if (others) others.push(seen)
    else byDomain.set(domain, [seen])
  }
  return byDomain
})

/** Events with which a process of the implementation began, in their order. */
const startsOf = ({ iwf }: RunView): readonly number[] =>
  iwf.filter(({ what }) => what === 'start').map(({ seq }) => seq)

/** A transaction of the implementation. */
export interface OwnTransaction extends SspSeen {
  /** Set-up transactions of the same domain before this one, of both sides. */
  readonly setUps: readonly SspSeen[]
  /** Of an answer: what it answers. */
  readonly asked: SspSeen | undefined
  /** Of a request: the first one under its id, when that is another. */
  readonly sameId: SspSeen | undefined
}

function keyOf({ view, fromIwf, domain, process }: SspSeen): string {
  const askedByIwf = (view.kind === 'query') === fromIwf
  const key = sspTransactionKey(domain, askedByIwf, view.transaction)
  return askedByIwf ? `${process} ${key}` : key
}

/** Rules about the SSP transactions of the implementation. */
export const aboutTransactions = rulesAbout<OwnTransaction>(run =>
  [...sspRunOf(run).values()].flatMap(transactions => {
    const requests = new Map<string, SspSeen>()
    let setUps: readonly SspSeen[] = []
    return transactions.flatMap((seen): OwnTransaction[] => {
      const key = keyOf(seen)
      const earlier = requests.get(key)
      const before = setUps
      if (seen.view.primitive === 'set-up') setUps = [...setUps, seen]
      const isSession = seen.view.sessionId !== ''
      if (seen.view.kind === 'query' && isSession && !earlier) requests.set(key, seen)
      if (!seen.fromIwf) return []
      const isQuery = seen.view.kind === 'query'
      return [
        {
          ...seen,
          setUps: before,
          asked: isQuery ? undefined : earlier,
          sameId: isQuery && isSession ? earlier : undefined,
        },
      ]
    })
  }),
)

export const isSetUp = ({ view }: SspSeen): boolean => view.primitive === 'set-up'
export const isInSession = ({ view }: SspSeen): boolean => view.sessionId !== ''

/** Whether a domain is one that the implementation under test serves. */
export function isOwnDomain({ run }: RunView, domain: string): boolean {
  const { sip, imps } = run.domains
  const own = run.subject === 'imps-server' ? imps : [sip]
  return own.some(one => one.toLowerCase() === domain.toLowerCase())
}
