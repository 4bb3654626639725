import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { need } from '../vocabulary/need.ts'
import type { Trace } from '../trace.ts'
import {
  inCallOf,
  opens,
  requests,
  sipFromPeer,
  withoutRetransmissions,
  type SipMessages,
  type WithSip,
} from './sip.ts'
import { sipAddressOf } from './users.ts'

/** INVITEs outside any dialog that the implementation sent to a SIMPLE user of the cast. */
export const callsTo = (trace: Trace, role: string, seen: WithSip = trace): SipMessages =>
  withoutRetransmissions(opens(seen)).filter(
    ({ message }) => message.method === 'INVITE' && message.address('to') === sipAddressOf(trace, role),
  )

/** The first of them; ends the check as unobservable when there is none. */
export const callTo = (trace: Trace, role: string): Observed<SipView> =>
  need(callsTo(trace, role)[0], `INVITE to ${role}`)

/** 2xx of the peer to a call of the implementation, the first of each dialog: a proxy that forks lets through several. */
export function acceptancesByPeer(seen: WithSip, invite: Observed<SipView>): SipMessages {
  const accepted = inCallOf(sipFromPeer(seen), invite).filter(
    ({ message: { kind, method, status } }) =>
      kind === 'response' && method === 'INVITE' && status >= 200 && status < 300,
  )
  return accepted.filter(
    ({ message }, index) => accepted.findIndex(other => other.message.toTag === message.toTag) === index,
  )
}

/** Requests of the implementation in the dialog of one of these 2xx. */
export const inDialogOf = (seen: WithSip, accepted: Observed<SipView>, method: string): SipMessages =>
  inCallOf(requests(seen, method), accepted).filter(({ message }) => message.toTag === accepted.message.toTag)
