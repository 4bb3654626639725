import { defineCase } from '../../engine/case.ts'
import { bounds } from '../../fixtures/bounds.ts'
import { msrpStatus } from '../../fixtures/mappings/msrp-status.ts'
import { contentChunks, msrpMark } from '../../judge/readers/msrp.ts'
import { refusedWith } from '../../judge/readers/refused-send.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import { failuresTold, failureTold } from '../../judge/readers/told.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, cite, irrelevant, need, satisfied, unobservable, violated } from '../../judge/vocabulary/index.ts'
import { ignores } from '../../simulators/behaviour.ts'

type Silent = 'simple' | 'imps'

const rows: Readonly<Record<string, Silent>> = { 'simple-user': 'simple', 'imps-server': 'imps' }

const delivery = (trace: Trace) => need(sspMark(trace, 'delivery'), 'message of bob')
/** The IWF's SEND of the message: its last chunk, from which the sender's time runs (RFC 4975 §7.1.1). */
const lastChunk = (trace: Trace) => {
  const sent = contentChunks(trace).filter(({ at }) => at >= delivery(trace).at)
  return need(sent.at(-1), 'SEND of the IWF')
}
const unanswered = need(msrpStatus('no-response'), 'row for a SEND without response').imps

/** Alice owes a response only where Failure-Report is yes. */
const asksForNone = (trace: Trace) => lastChunk(trace).message.failureReport === 'no'

export default defineCase({
  id: 'TMR-05',
  title: 'reports a message that stays unanswered, in either direction',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'A message without an answer may or may not have arrived. Whoever sent it must be told so within the time that is ' +
    'stated, and not be left in the belief that it was delivered.',
  when: [['ICS-01']],
  catches: ['no-failure-report', 'hides-missing-msrp-response', 'optimistic-delivery-status'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage bob->alice, deliveryReport="Yes"
      <------------------- SEND ------|
      (no response)                   |  30 s
                                      |--- 410 ------------------------>|  answer or DeliveryStatusReport
      SEND -------------------------->|--- SendMessageRequest --------->|
      <------------------- 200 -------|                                 |  (no answer)
      <--------- REPORT 000 408 ------|  T_MSG`,
  given: 'P2',
  rows,
  lasts: ({ T_MSRP, T_MSG }, row) => (row === 'simple' ? T_MSRP : T_MSG),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, call, imps, mark, pixit, row, text }) {
    const within = bounds(pixit).sendFailed
    if (row === 'simple') {
      alice.on('SEND', ignores())
      const sent = imps.deliver({ from: bob, to: alice, text: text('to alice'), deliveryReport: true, within })
      const told = mark('delivery', sent).answered()
      await call.incomingSend()
      // Whether the answer or a report tells, the answer comes first.
      const { status } = await told
      if (status < 300) await imps.asked('report', bob, { within })
    } else {
      bob.on('message', ignores())
      const send = mark('send', call.send(text('to bob')))
      const answer = await send.answered()
      if (answer === 200) await send.reported()
    }
  },
  checks: [
    check<Silent>('R-35', 'tells the IMPS side that the SIMPLE user did not answer [RFC 4975 §7.1.1]', (trace, row) => {
      if (row !== 'simple') return irrelevant('the SIMPLE user answers')
      if (asksForNone(trace)) return irrelevant('the IWF asked for no response')
      const cause = lastChunk(trace)
      return failureTold(trace, delivery(trace), unanswered, { cause, within: trace.bounds.sendFailed })
    }),
    check<Silent>('R-32', 'and not before it has waited for 30 s [RFC 4975 §7.1.1]', (trace, row) => {
      if (row !== 'simple') return irrelevant('the SIMPLE user answers')
      if (asksForNone(trace)) return irrelevant('the IWF asked for no response')
      const { T_MSRP, JITTER } = trace.pixit
      const chunk = lastChunk(trace)
      const [told] = failuresTold(trace, delivery(trace))
      if (!told) return unobservable('the IMPS side was told nothing', ...cite('cause', chunk))
      const passed = told.at - chunk.at
      if (passed >= T_MSRP - JITTER) return satisfied(...cite('cause', chunk), ...cite('effect', told))
      return violated(`${Math.round(passed)} ms after the SEND`, ...cite('offends', told), ...cite('cause', chunk))
    }),
    check<Silent>('R-35', 'tells the SIMPLE user that the IMPS server did not answer', (trace, row) => {
      if (row !== 'imps') return irrelevant('the IMPS server answers')
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return refusedWith(trace, [408, 403, 413], send, trace.bounds.failureReportWithoutAnswer)
    }),
  ],
})
