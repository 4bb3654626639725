import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { notificationsOfStatus } from '../../judge/readers/imdn.ts'
import { msrpMark, reports, reportsOn, type WithMsrp } from '../../judge/readers/msrp.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { check, every, need, none, prefer, some } from '../../judge/vocabulary/index.ts'
import { sendAnswered200 } from '../answered-with-200.ts'
import { probeText } from '../liveness.ts'

export default defineCase({
  id: 'RPT-02',
  title: 'claims no success while delivery is not reported',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'Acceptance by the IMPS server is not delivery. A gateway that takes the one for the other tells people that their ' +
    'message was read into a telephone which was never switched on.',
  catches: ['report-before-delivery'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND Success-Report: yes ------>|--- SendMessage deliveryReport="Yes" -->|
      <------------------------- 200 -|<-- SendMessageResponse 200 ------------|
                 (no REPORT)          |           (no DeliveryStatusReport)    |  for 10 N_OBS`,
  given: 'P2',
  lasts: ({ N_OBS }) => times(10, N_OBS),
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, pixit, quiet, text } = script
    const send = mark('send', call.send(text('Hello Bob'), { successReport: true }))
    await imps.asked('message', cast.bob, { text: text('Hello Bob') })
    await send.answered()
    await quiet('without delivery', {
      shows: probeText(script),
      lasts: 'quietReport',
      // A message that is delivered must be reported, or the silence before says nothing.
      async probe() {
        const probe = mark('probe', call.send(probeText(script), { successReport: true }))
        const asked = await imps.asked('message', cast.bob, { text: probeText(script) })
        mark('probe delivered', imps.reportsDelivery(asked, { status: 200, after: times(0, pixit.N_OBS) }))
        await probe.reported()
      },
    })
  },
  checks: [
    check('R-35', 'the SEND is answered 200', trace => {
      need(answersTo(trace, 'message')[0], 'answer of the IMPS server')
      return sendAnswered200(trace, 'send')
    }),
    check('R-35', 'no REPORT of success about it', trace => {
      const probe = msrpMark(trace, 'probe')?.message.messageId
      const successes = (seen: WithMsrp) =>
        reports(seen).filter(({ message: { messageId, status } }) => messageId !== probe && status === 200)
      const silence = none(trace, 'REPORT of success', successes, need(trace.mark('send'), 'SEND'), 'without delivery')
      if (trace.statements.SERVER_ANSWER !== 'DELIVERED') return silence
      const accepted = need(answersTo(trace, 'message')[0], 'answer of the IMPS server')
      const afterwards = every('after the answer', successes(trace), (_, { at }) => at >= accepted.at)
      return prefer(silence, afterwards, 'the answer of the IMPS server means delivery (SERVER_ANSWER)')
    }),
    check('R-35', 'no notification about it', trace =>
      none(
        trace,
        'positive notification',
        seen => notificationsOfStatus(seen, 'delivered'),
        need(trace.mark('send'), 'SEND'),
        'without delivery',
      ),
    ),
    check('R-35', 'a message whose delivery is reported does get its REPORT', trace =>
      some(trace, 'REPORT', reportsOn(trace, need(msrpMark(trace, 'probe'), 'second SEND')), {
        after: need(trace.mark('probe delivered'), 'DeliveryStatusReport'),
        within: trace.bounds.report,
      }),
    ),
  ],
})
