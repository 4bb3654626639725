import { httpAnswerTo } from '../judge/readers/http.ts'
import { sspMark } from '../judge/readers/ssp.ts'
import type { Trace } from '../judge/trace.ts'
import { allOf, every, exactly, need, type Finding } from '../judge/vocabulary/index.ts'

/**
 * The implementation took the delivery report of that label: HTTP 2xx is all that is owed, an SSP Status besides is
 * optional (decision 1).
 */
export function acknowledged(trace: Trace, label: string): Finding {
  const report = need(sspMark(trace, label), 'DeliveryStatusReport')
  const answer = httpAnswerTo(trace, report)
  const answers = answer ? [answer] : []
  return allOf(
    exactly(trace, 1, 'HTTP response', answers, { after: report, within: trace.bounds.httpAnswer }),
    every('2xx', answers, ({ status }) => status >= 200 && status < 300),
  )
}
