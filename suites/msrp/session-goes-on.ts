import type { AnyObserved, Trace } from '../../judge/trace.ts'
import { msrpFromPeer, type MsrpMessages } from '../../judge/readers/msrp.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { need, some, type Finding } from '../../judge/vocabulary/index.ts'
import { probeText } from '../liveness.ts'

/** SENDs of the peer that carry the probe of the case (`liveness.ts`). */
export const probes = (trace: Trace): MsrpMessages =>
  msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND' && message.text === probeText(trace))

/** What the user sends in the session after `since` reaches the IMPS side: whatever went before has done it no harm. */
export function sessionGoesOn(trace: Trace, since: AnyObserved): Finding {
  const probe = need(
    probes(trace).find(({ at }) => at >= since.at),
    'SEND of the probe',
  )
  return some(trace, 'SendMessageRequest', delivered(trace, probeText(trace)), {
    after: probe,
    within: trace.bounds.messageAfterSend,
  })
}
