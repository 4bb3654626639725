import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { unwrap } from './cpim.ts'
import { sends, type WithMsrp } from './msrp.ts'
import { requests, withoutRetransmissions, type SipMessages, type WithSip } from './sip.ts'

/** Content of a MESSAGE as text, CPIM wrapper aside. */
export const textOf = ({ message }: Observed<SipView>): string =>
  unwrap(message.header('content-type') ?? 'text/plain', message.body).octets.toString('utf8')

/** MESSAGE requests of the implementation with this text; a retransmission counts once. */
export const pagerMessages = (seen: WithSip, text: string): SipMessages =>
  withoutRetransmissions(requests(seen, 'MESSAGE')).filter(message => textOf(message) === text)

/** Every delivery of this text to the SIMPLE side, by MESSAGE or in a session, in the order in which they came. */
export const deliveries = (
  seen: WithSip & WithMsrp,
  text: string,
): readonly (Observed<SipView> | Observed<MsrpView>)[] =>
  [...pagerMessages(seen, text), ...sends(seen, text)].sort((one, other) => one.at - other.at)
