import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { unwrap } from './cpim.ts'
import { sends, type WithMsrp } from './msrp.ts'
import type { Trace } from '../trace.ts'
import { need } from '../vocabulary/need.ts'
import { finalTo, requests, sipMark, withoutRetransmissions, type SipMessages, type WithSip } from './sip.ts'

/** The script's MESSAGE of that label. Ends the check as unobservable when it was never sent. */
export const messageOf = (trace: Trace, label = 'message'): Observed<SipView> =>
  need(sipMark(trace, label), `MESSAGE "${label}"`)

/** The final response to the script's MESSAGE, as a list of one, or empty. */
export function finalOfMessage(trace: Trace, label = 'message'): SipMessages {
  const final = finalTo(trace, messageOf(trace, label))
  return final ? [final] : []
}

/** Whether the script's MESSAGE was accepted: 200 or 202. */
export const messageAccepted = (trace: Trace, label = 'message'): boolean =>
  finalOfMessage(trace, label).some(({ message: { status } }) => status >= 200 && status < 300)

/** Content of a MESSAGE as text, CPIM wrapper aside. */
export const textOf = ({ message }: Observed<SipView>): string =>
  unwrap(message.header('content-type') ?? 'text/plain', message.body).octets.toString('utf8')

/** MESSAGE requests of the implementation with this text; a retransmission counts once. */
export const pagerMessages = (seen: WithSip, text: string): SipMessages =>
  withoutRetransmissions(requests(seen, 'MESSAGE')).filter(message => textOf(message) === text)

/** Every delivery of this text to the SIMPLE side, by MESSAGE or in a session, in the order in which they came. */
export const deliveries = (seen: WithSip & WithMsrp, text: string): readonly Observed<SipView | MsrpView>[] =>
  [...pagerMessages(seen, text), ...sends(seen, text)].sort((one, other) => one.at - other.at)
