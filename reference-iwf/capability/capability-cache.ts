import type { Clock } from '../../protocols/clock.ts'
import { canonicalWvAddress } from '../../protocols/ssp/wv-address.ts'
import type { Answer, CapabilityAnswer, ImpsDomain } from '../imps-domain.ts'

/** Answers that are remembered at most; the oldest is forgotten for a new one. */
const MOST = 10_000

/**
 * An IMPS domain that is asked for the capabilities of a user, on behalf of the same user, only once in a while (ICS-07,
 * AMB-02). Only what is known of the clients is remembered, and only of a user who was there: a block may be set at any
 * time, so that its status is always asked for anew.
 */
export function cachingCapabilities(imps: ImpsDomain, lifetime: number, clock: Clock): ImpsDomain {
  const remembered = new Map<string, { readonly answer: Answer<CapabilityAnswer>; readonly until: number }>()
  return {
    capabilities: async query => {
      const key = [query.requester, query.target].map(user => canonicalWvAddress(user)).join(' ')
      const known = remembered.get(key)
      if (known && known.until > clock.now() && query.anew !== true) return known.answer
      remembered.delete(key)
      const answer = await imps.capabilities(query)
      if (answer.kind !== 'result') return answer
      const { clients } = answer.result
      if (clients.every(({ online }) => online === false)) return answer
      const [oldest] = remembered.keys()
      if (remembered.size >= MOST && oldest !== undefined) remembered.delete(oldest)
      remembered.set(key, { answer: { kind: 'result', result: { clients } }, until: clock.now() + lifetime })
      return answer
    },
    blockStatus: query => imps.blockStatus(query),
    send: (message, within) => imps.send(message, within),
    report: (message, code) => imps.report(message, code),
    serves: user => imps.serves(user),
  }
}
