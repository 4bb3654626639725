import { delivered } from '../judge/readers/ssp.ts'
import type { Trace } from '../judge/trace.ts'
import { exactly, need, type Finding } from '../judge/vocabulary/index.ts'

/** What the SIMPLE user sent as that mark reaches the IMPS side in time, once. */
export const textArrives = (trace: Trace, text: string, label: string): Finding =>
  exactly(trace, 1, 'SendMessageRequest', delivered(trace, text), {
    after: need(trace.mark(label), `text "${label}"`),
    within: trace.bounds.messageAfterSend,
  })
