import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { covers, msrpMark, reportsOn, totalOf } from '../../judge/readers/msrp.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { all, allOf, check, every, need, noneBefore, prefer, some } from '../../judge/vocabulary/index.ts'
import { acknowledged } from '../acknowledged.ts'
import { sendAnswered200 } from '../answered-with-200.ts'

export default defineCase({
  id: 'RPT-01',
  title: 'reports success once the IMPS side has delivered',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'The IMPS server accepts a message long before its user has it. A success report tells the sender that the message ' +
    'has arrived: it must wait for the delivery report, and must come then.',
  catches: ['report-before-delivery', 'no-report', 'delivery-report-not-requested'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND Success-Report: yes ------>|--- SendMessage deliveryReport="Yes" -->|
      <------------------------- 200 -|<-- SendMessageResponse 200 ------------|
                                      |<-- DeliveryStatusReport 200 -----------|  1.5 N_OBS later
      <--------------- REPORT 000 200 |`,
  given: 'P2',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { bob }, call, imps, mark, pixit, text }) {
    const send = mark('send', call.send(text('Hello Bob'), { successReport: true }))
    const asked = await imps.asked('message', bob, { text: text('Hello Bob') })
    await send.answered()
    mark('delivered', imps.reportsDelivery(asked, { status: 200, after: times(1.5, pixit.N_OBS) }))
    await send.reported()
  },
  checks: [
    check('R-35', 'asks the IMPS server for a delivery report', trace =>
      every('deliveryReport="Yes"', delivered(trace, trace.text('Hello Bob')), ({ deliveryReport }) => deliveryReport),
    ),
    check('R-32', 'the SEND itself is answered 200', trace => sendAnswered200(trace, 'send')),
    check('R-35', 'no REPORT before the delivery report', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return noneBefore('REPORT', reportsOn(trace, send), trace.mark('delivered'), 'DeliveryStatusReport')
    }),
    check('R-35', 'then REPORT 000 200, for the whole message', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      const reports = reportsOn(trace, send)
      const whole = all('together they cover the message', reports, all => covers(all, totalOf(send)))
      // RFC 4975 §7.1.3 does not list Byte-Range among what a REPORT must have.
      const unspecific = every('no Byte-Range at all', reports, ({ range }) => range === undefined)
      return allOf(
        some(trace, 'REPORT', reports, {
          after: need(trace.mark('delivered'), 'DeliveryStatusReport'),
          within: trace.bounds.report,
        }),
        every('Status 000 200', reports, message => /^000 200(?: |$)/.test(message.header('Status') ?? '')),
        prefer(whole, unspecific, 'the REPORT has no Byte-Range'),
      )
    }),
    check('R-32', 'its To-Path is the path that the SEND came from [RFC 4975 §7.1.2]', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      const path = send.message.fromPath.join(' ')
      return every('From-Path of the SEND', reportsOn(trace, send), ({ toPath }) => toPath.join(' ') === path)
    }),
    check('R-32', 'it asks for no reports itself [RFC 4975 §7.1.2]', trace =>
      every(
        'neither Success-Report nor Failure-Report',
        reportsOn(trace, need(msrpMark(trace, 'send'), 'SEND')),
        message => message.header('Success-Report') === undefined && message.header('Failure-Report') === undefined,
      ),
    ),
    check('R-38', 'the delivery report is acknowledged by HTTP 2xx', trace => acknowledged(trace, 'delivered')),
  ],
})
