import { finals, responsesTo, withoutRetransmissions } from '../readers/sip.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Trace } from '../trace.ts'
import { exactly, type Bound } from './counting.ts'
import { cite, citeStartLine, unobservable, violated, type Finding } from './finding.ts'

/**
 * A request is accepted: exactly one 2xx by the bound, its retransmissions aside. A refusal settles it at once, however
 * early the recording ends: no acceptance can follow a final response (RFC 3261 §17.2.1). Unless it may be due to
 * something that the case did not ask for and that came before it, such as a failed query about somebody else: then the
 * refusal says nothing about this case.
 */
export function acceptance(trace: Trace, request: Observed<SipView>, by: Bound, spoiledBy?: AnyObserved): Finding {
  const own = withoutRetransmissions(responsesTo(trace, request))
  const [refusal] = finals({ sip: own }, request.message.method).filter(({ message }) => message.status >= 300)
  if (refusal && spoiledBy)
    return unobservable(
      `refused with ${refusal.message.status}, which may be due to another failure`,
      ...citeStartLine('effect', refusal),
      ...cite('cause', spoiledBy),
    )
  if (refusal)
    return violated(
      `refused with ${refusal.message.status}`,
      ...citeStartLine('offends', refusal),
      ...cite('cause', request),
    )
  const accepted = own.filter(({ message: { status } }) => status >= 200 && status < 300)
  return exactly(trace, 1, '2xx', accepted, by)
}
