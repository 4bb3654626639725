import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { msrpMark, msrpResponsesTo, reportsOn, type WithMsrp } from '../../judge/readers/msrp.ts'
import { refusalsOfSend } from '../../judge/readers/refused-send.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, exactly, irrelevant, need, none, should, some } from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { probeText, textInSession } from '../liveness.ts'

interface Wish {
  readonly failureReport: 'no' | 'partial'
  /** What the IMPS server answers to the message. */
  readonly code: 200 | 538
  /** Success-Report: yes, and the IMPS server reports the delivery. */
  readonly success?: true
}

const sendOf = (trace: Trace) => need(msrpMark(trace, 'send'), 'SEND')

/** Everything that may not come: a 200 to `partial`, to `no` any response and any REPORT but the success that was asked for. */
const unwanted = (seen: WithMsrp, trace: Trace, { failureReport, code }: Wish) => {
  const responses = msrpResponsesTo(seen, sendOf(trace))
  const reports = reportsOn(seen, sendOf(trace)).filter(({ message }) => message.status !== 200)
  if (failureReport === 'no') return [...responses, ...reports]
  return code === 200 ? [...responses, ...reports] : responses.filter(({ message }) => message.status === 200)
}

const rows: Readonly<Record<string, Wish>> = {
  'no-200': { failureReport: 'no', code: 200 },
  'no-538': { failureReport: 'no', code: 538 },
  'partial-200': { failureReport: 'partial', code: 200 },
  'partial-538': { failureReport: 'partial', code: 538 },
  'no-with-success': { failureReport: 'no', code: 200, success: true },
}

/** Whether a second word about the failure may come as late as any report. */
const isWatchedLong = ({ failureReport, code }: Wish): boolean => failureReport === 'partial' && code !== 200

export default defineCase({
  id: 'RPT-05',
  title: 'answers and reports no more than Failure-Report asks for',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'A sender can ask to hear of failures only, or of nothing at all, to save the traffic. Any answer beyond that is as ' +
    'wrong as a missing one; and asking for success reports is another matter.',
  catches: ['answers-failure-report-no', 'answers-partial-with-200', 'failure-report-although-no', 'no-report'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND Failure-Report: no, partial ->|--- SendMessage ---------------------->|
                         (no response)   |<-- SendMessageResponse 200 or 538 ----|
      <----- partial: 4xx or REPORT 4xx  |  after 538
      SEND no, Success-Report: yes ----->|--- SendMessage deliveryReport="Yes" ->|
      <------------------ REPORT 000 200 |<-- DeliveryStatusReport 200 ----------|`,
  given: 'P2',
  rows,
  lasts: ({ N_OBS }, row) => (isWatchedLong(row) ? times(10, N_OBS) : undefined),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, pixit, quiet, row, text } = script
    if (row.code !== 200) cast.bob.on('message', answers(row.code))
    const successReport = row.success ?? false
    const send = mark('send', call.send(text('Hello Bob'), { failureReport: row.failureReport, successReport }))
    const asked = await imps.asked('message', cast.bob, { text: text('Hello Bob') })
    if (successReport) {
      mark('delivered', imps.reportsDelivery(asked, { status: 200, after: times(0.5, pixit.N_OBS) }))
      await send.reported()
    }
    const lasts = isWatchedLong(row) ? 'quietReport' : 'quiet'
    const probe = () => textInSession(script, call, cast.bob)
    await quiet('after send', { shows: probeText(script), lasts, probe })
  },
  checks: [
    check<Wish>('R-35', 'the message is handed on like any other', trace =>
      exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('Hello Bob')), {
        after: sendOf(trace),
        within: trace.bounds.messageAfterSend,
      }),
    ),
    check<Wish>('R-32', 'no response and no REPORT beyond what was asked for [RFC 4975 §7.2]', (trace, row) =>
      none(trace, 'response or REPORT', seen => unwanted(seen, trace, row), sendOf(trace), 'after send'),
    ),
    should<Wish>('R-32', 'partial: a failure is told [RFC 4975 §7.1.4]', (trace, { failureReport, code }) => {
      if (failureReport === 'no' || code === 200) return irrelevant('no failure is to be told')
      const within = trace.bounds.failureReport
      return some(trace, 'failure', refusalsOfSend(trace, sendOf(trace)), { after: sendOf(trace), within })
    }),
    check<Wish>('R-35', 'the success that was asked for is reported on delivery', (trace, { success }) => {
      if (!success) return irrelevant('no success report was asked for')
      const reported = reportsOn(trace, sendOf(trace)).filter(({ message }) => message.status === 200)
      const after = need(trace.mark('delivered'), 'DeliveryStatusReport')
      return exactly(trace, 1, 'REPORT of success', reported, { after, within: trace.bounds.report })
    }),
  ],
})
