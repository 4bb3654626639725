import { matchIn, resolved, type ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import type { MsrpView } from '../../trace/decoded/msrp.ts'
import type { Observed } from '../../trace/observed.ts'
import type { Trace } from '../trace.ts'
import { none } from '../vocabulary/absence.ts'
import { some, type Bound } from '../vocabulary/counting.ts'
import { cite, unobservable, violated, type Finding } from '../vocabulary/finding.ts'
import { msrpResponsesTo, reportsOn } from './msrp.ts'
import { chunksOf, refusalsOfSend } from './refused-send.ts'

/** An endpoint leaves 408 as a response to relays; in a REPORT any code may stand (RFC 4975 §7.1.4, §10.4). */
const FOR_RELAYS = 408

/**
 * The message of a SEND was refused in consequence of its cause with codes of the set only: in a transaction response, or
 * in a failure REPORT after a 200. Where the set lets 200 stand under a declared condition, silence after it will do.
 */
export function refusedAs(trace: Trace, expected: ExpectationSet, send: Observed<MsrpView>, by: Bound): Finding {
  const set = resolved(expected, { claims: item => trace.claims(item), beforeServerAnswer: false })
  const refusals = refusalsOfSend(trace, send)
  if (refusals.length === 0 && set.lenient.includes(200)) return takenInSilence(trace, send, by)
  const early = refusals.filter(({ at }) => at < by.after.at)
  if (early.length > 0) return unobservable('refused before there was a cause to', ...cite('effect', ...early))
  const timely = some(trace, `${set.strict.join(' or ')} to the message`, refusals, by)
  if (timely.outcome !== 'satisfied') return timely
  const offends = refusals.filter(({ message }) => matchIn(set, message.status) === undefined)
  if (offends.length > 0)
    return violated(
      `refused with ${offends.map(({ message }) => message.status).join(', ')}`,
      ...cite('offends', ...offends),
    )
  const direct = refusals.some(({ message }) => message.kind === 'response' && message.status === FOR_RELAYS)
  return direct
    ? { ...timely, matched: 'lenient', remark: '408 as a response, which RFC 4975 §10.4 leaves to relays' }
    : timely
}

function takenInSilence(trace: Trace, send: Observed<MsrpView>, by: Bound): Finding {
  const responses = chunksOf(trace, send).flatMap(chunk => msrpResponsesTo(trace, chunk))
  const taken = some(trace, '200 to the SEND', responses, { after: send, within: by.within })
  return taken.outcome === 'satisfied'
    ? { ...taken, matched: 'lenient', remark: '200 and then silence, as the masking that is declared lets it (ICS-08)' }
    : taken
}

/** No success was reported on the message of a SEND, from then to the end of the recording. */
export const noSuccessOf = (trace: Trace, send: Observed<MsrpView>, silence: string): Finding =>
  none(
    trace,
    'success REPORT',
    seen => reportsOn(seen, send).filter(({ message }) => message.status === 200),
    send,
    silence,
  )
