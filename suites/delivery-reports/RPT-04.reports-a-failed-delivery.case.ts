import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { impsStatus } from '../../fixtures/mappings/imps-status.ts'
import { msrpMark, msrpResponsesTo, reports, reportsOn } from '../../judge/readers/msrp.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { allOf, check, every, irrelevant, need, none, some } from '../../judge/vocabulary/index.ts'
import { answers } from '../../simulators/behaviour.ts'
import { probeText, textInSession } from '../liveness.ts'

interface Failure {
  /** Told in the answer to the message, or later in a delivery report. */
  readonly told: 'at-once' | 'later'
  readonly code: number
}

/** The codes of the row in a response or REPORT of MSRP. */
const expected = ({ code }: Failure): readonly number[] => impsStatus(code).msrp?.strict ?? []

export default defineCase({
  id: 'RPT-04',
  title: 'reports a failed delivery',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'A SEND asks by default to hear of failures. The IMPS side may say no at once, or only when the message has expired ' +
    'unread: the sender must hear of both, and never of success as well.',
  catches: ['no-failure-report', 'report-before-delivery', 'contradicts-its-report'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND ---------------------------->|--- SendMessage ------------------->|
      <------------- 4xx, or REPORT 4xx |<-- SendMessageResponse 538 --------|
      SEND Success-Report: yes -------->|--- SendMessage ------------------->|
      <--------------------------- 200 -|<-- SendMessageResponse 200 --------|
      <--------------------- REPORT 4xx |<-- DeliveryStatusReport 542 -------|`,
  given: 'P2',
  rows: { 'at-once': { told: 'at-once', code: 538 }, later: { told: 'later', code: 542 } },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, pixit, quiet, row, text } = script
    if (row.told === 'at-once') cast.bob.on('message', answers(row.code))
    const send = mark('send', call.send(text('Hello Bob'), row.told === 'later' ? { successReport: true } : {}))
    const asked = await imps.asked('message', cast.bob, { text: text('Hello Bob') })
    const status = await send.answered()
    if (row.told === 'later')
      mark('expired', imps.reportsDelivery(asked, { status: row.code, after: times(0.5, pixit.N_OBS) }))
    if (status === 200) await send.reported()
    await quiet('after failure', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check<Failure>('R-43', 'a refusal at once is told in the response, or in a failure REPORT', (trace, row) => {
      if (row.told === 'later') return irrelevant('the message is refused later')
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return refusedWith(trace, expected(row), send, trace.bounds.failureReport)
    }),
    check<Failure>('R-35', 'a later failure is told in a REPORT with Byte-Range [RFC 4975 §7.1.4]', (trace, row) => {
      if (row.told === 'at-once') return irrelevant('the message is refused at once')
      const send = need(msrpMark(trace, 'send'), 'SEND')
      const reported = reportsOn(trace, send)
      return allOf(
        every('the SEND was answered 200', msrpResponsesTo(trace, send), ({ status }) => status === 200),
        some(trace, 'failure REPORT', reported, {
          after: need(trace.mark('expired'), 'DeliveryStatusReport'),
          within: trace.bounds.failureReport,
        }),
        every('a code of the row', reported, ({ status }) => expected(row).includes(status)),
        every('Byte-Range with its end', reported, ({ range }) => range !== undefined && range.end !== '*'),
      )
    }),
    check<Failure>('R-35', 'success is never reported of it', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return none(
        trace,
        'REPORT of success',
        seen =>
          reports(seen).filter(({ message }) => message.messageId === send.message.messageId && message.status === 200),
        send,
        'after failure',
      )
    }),
  ],
})
