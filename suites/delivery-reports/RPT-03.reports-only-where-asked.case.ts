import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { reports } from '../../judge/readers/msrp.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { check, every, need, none, prefer } from '../../judge/vocabulary/index.ts'
import { sendAnswered200 } from '../answered-with-200.ts'
import { probeText, textInSession } from '../liveness.ts'
import { acknowledged } from '../acknowledged.ts'

export default defineCase({
  id: 'RPT-03',
  title: 'sends no success report that nobody asked for',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'Success reports are sent on request only. The IMPS server may report a delivery all the same: the IWF takes that ' +
    'in and keeps it to itself.',
  catches: ['unasked-report'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND ---------------------------->|--- SendMessage deliveryReport="No" -->|
      <--------------------------- 200 -|<-- SendMessageResponse 200 -----------|
                 (no REPORT)            |<-- DeliveryStatusReport 200 ----------|`,
  given: 'P2',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, call, imps, mark, pixit, quiet, text } = script
    const send = mark('send', call.send(text('Hello Bob')))
    const asked = await imps.asked('message', cast.bob, { text: text('Hello Bob') })
    await send.answered()
    const report = mark('delivered', imps.reportsDelivery(asked, { status: 200, after: times(0, pixit.N_OBS) }))
    await report.sent
    await quiet('after delivery', { shows: probeText(script), probe: () => textInSession(script, call, cast.bob) })
  },
  checks: [
    check('R-35', 'asks the IMPS server for no delivery report', trace => {
      const sent = delivered(trace, trace.text('Hello Bob'))
      return prefer(
        every('deliveryReport="No"', sent, ({ deliveryReport }) => !deliveryReport),
        every('deliveryReport="Yes"', sent, ({ deliveryReport }) => deliveryReport),
        'deliveryReport="Yes", to learn of late failures',
      )
    }),
    check('R-32', 'the SEND is answered 200', trace => sendAnswered200(trace, 'send')),
    check('R-35', 'no REPORT', trace =>
      none(trace, 'REPORT', reports, need(trace.mark('send'), 'SEND'), 'after delivery'),
    ),
    check('R-35', 'the delivery report is acknowledged by HTTP 2xx', trace => acknowledged(trace, 'delivered')),
  ],
})
