import { parseReason } from '../../protocols/sip/reason.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import type { Trace } from '../trace.ts'
import { irrelevant, type Finding } from '../vocabulary/finding.ts'
import { every } from '../vocabulary/universal.ts'
import { inviteOf } from './negotiation.ts'
import { inCallOf, requests, type SipMessages } from './sip.ts'

/** BYEs of the implementation in the session that the INVITE of that label began. */
export const byesIn = (trace: Trace, label: string): SipMessages =>
  inCallOf(requests(trace, 'BYE'), inviteOf(trace, label))

/** Causes in the Reason fields of a request, as far as they are SIP's (RFC 3326 §2). */
export const causesOf = ({ message }: Observed<SipView>): readonly number[] =>
  message.values('reason').flatMap(value => {
    const reason = parseReason(value)
    return reason?.protocol.toUpperCase() === 'SIP' && reason.cause !== undefined ? [reason.cause] : []
  })

/** A BYE of the implementation in a session names a fitting cause, where it is sent and names one at all. */
export function byeCauseFits(trace: Trace, label: string, fitting: readonly number[]): Finding {
  const explained = byesIn(trace, label).filter(bye => causesOf(bye).length > 0)
  if (explained.length === 0 || fitting.length === 0) return irrelevant('no BYE with a cause that matters')
  return every(`cause ${fitting.join(' or ')}`, explained, (_, bye) =>
    causesOf(bye).every(one => fitting.includes(one)),
  )
}
