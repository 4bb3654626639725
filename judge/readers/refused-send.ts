import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { Observed } from '../../trace/observed.ts'
import { allOf } from '../vocabulary/combining.ts'
import { some, type Bound } from '../vocabulary/counting.ts'
import type { Finding } from '../vocabulary/finding.ts'
import { every } from '../vocabulary/universal.ts'
import type { Trace } from '../trace.ts'
import { msrpFromPeer, msrpResponsesTo, reportsOn, type MsrpMessages, type WithMsrp } from './msrp.ts'

/** Every chunk of the message that a SEND of the peer began. */
export const chunksOf = (seen: WithMsrp, send: Observed<MsrpView>): MsrpMessages =>
  msrpFromPeer(seen).filter(({ message }) => message.kind === 'SEND' && message.messageId === send.message.messageId)

/** How the implementation refused a message: error responses to its chunks, and failure REPORTs, in order of time. */
export const refusalsOfSend = (seen: WithMsrp, send: Observed<MsrpView>): MsrpMessages =>
  [...chunksOf(seen, send).flatMap(chunk => msrpResponsesTo(seen, chunk)), ...reportsOn(seen, send)]
    .filter(({ message }) => message.status !== 200)
    .sort((one, other) => one.at - other.at)

/**
 * The message of a SEND was refused with one of these codes and no other: in a transaction response, or in a failure
 * REPORT after a 200 (RFC 4975 §7.1.4, §7.2).
 */
export function refusedWith(
  trace: Trace,
  codes: readonly number[],
  send: Observed<MsrpView>,
  within: Bound['within'],
): Finding {
  const refusals = refusalsOfSend(trace, send)
  const wanted = codes.join(' or ')
  const first = some(trace, `${wanted} to the message`, refusals, { after: send, within })
  if (first.outcome !== 'satisfied') return first
  return allOf(
    first,
    every(`refused with ${wanted}`, refusals, ({ status }) => codes.includes(status)),
  )
}
