import { msrpMark, msrpResponsesTo } from '../judge/readers/msrp.ts'
import { answersOf, sspMark } from '../judge/readers/ssp.ts'
import type { Trace } from '../judge/trace.ts'
import { allOf, every, exactly, need, type Bound, type Finding } from '../judge/vocabulary/index.ts'

/** The SEND of that mark gets one response in time, and it is 200 (RFC 4975 §7.2). */
export function sendAnswered200(trace: Trace, label: string): Finding {
  const send = need(msrpMark(trace, label), `SEND "${label}"`)
  const answers = msrpResponsesTo(trace, send)
  return allOf(
    exactly(trace, 1, 'response', answers, { after: send, within: trace.bounds.msrpResponse }),
    every('200', answers, ({ status }) => status === 200),
  )
}

/** The message of the IMPS side of that mark gets one answer in its own transaction in time, and it is 200. */
export function deliveryAnswered200(
  trace: Trace,
  label: string,
  within: Bound['within'] = trace.bounds.deliveryAnswer,
): Finding {
  const message = need(sspMark(trace, label), `message "${label}"`)
  const answers = answersOf(trace, message)
  return allOf(
    exactly(trace, 1, 'SendMessageResponse', answers, { after: message, within }),
    every('Status 200', answers, ({ status }) => status === 200),
  )
}
