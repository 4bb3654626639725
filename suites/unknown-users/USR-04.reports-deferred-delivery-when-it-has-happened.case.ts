import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { inviteOf, lastAnswer } from '../../judge/readers/negotiation.ts'
import { msrpMark, msrpResponsesTo, reportsOn } from '../../judge/readers/msrp.ts'
import { delivered, sspMark } from '../../judge/readers/ssp.ts'
import { acceptance, allOf, check, every, exactly, need, noneBefore, some } from '../../judge/vocabulary/index.ts'
import type { ImpsUserData } from '../../simulators/imps/interface.ts'

const rows: Readonly<Record<string, ImpsUserData>> = {
  'detail-533': { online: false, offlineForm: 'error' },
  'online-no': { online: false, offlineForm: 'list' },
}

export default defineCase({
  id: 'USR-04',
  title: 'reports a deferred delivery when it has happened, and not before',
  group: 'unknown-users',
  class: 'mandatory',
  purpose:
    'An IWF that accepts sessions for users who are not there relies on the server to keep what is said. That the server ' +
    'has it is not yet a delivery: the sender who asked to be told hears of it when the user has come back.',
  when: [['ICS-05', 'ICS-01']],
  ambiguities: ['AMB-06'],
  catches: ['report-before-delivery', 'no-report'],
  ladder: `
    alice              IWF            imps.example
      INVITE erin ---->|--- capability query --->|
                       |<-- not logged in -------|
      <--------- 200   |                         |
      SEND text ------>|--- SendMessage -------->|
      <--------- 200   |<-- 200 accepted --------|
                       |<-- report 200 ----------|  1.5 N_OBS later
      <- REPORT 000 200|                         |`,
  given: 'P1',
  rows,
  cast: (make, data) => ({ alice: make.simple({ name: 'alice' }), erin: make.imps({ name: 'erin', ...data }) }),
  async script({ cast: { alice, erin }, imps, mark, pixit, text }) {
    const call = mark('invite', alice.invite(erin))
    await call.accepted()
    await call.bind()
    const send = mark('send', call.send(text('For later'), { successReport: true }))
    const asked = await imps.asked('message', erin, { text: text('For later') })
    await send.answered()
    mark('delivered', imps.reportsDelivery(asked, { status: 200, after: times(1.5, pixit.N_OBS) }))
    await send.reported()
  },
  checks: [
    check('R-11', 'accepts the session, as it declares (ICS-05)', trace =>
      acceptance(trace, inviteOf(trace), {
        after: need(lastAnswer(trace), 'answer about the user'),
        within: trace.bounds.acceptanceAfterAnswer,
      }),
    ),
    check('R-15', 'hands the text on and takes it', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      const after = send
      return allOf(
        exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('For later')), {
          after,
          within: trace.bounds.messageAfterSend,
        }),
        every('200', msrpResponsesTo(trace, send), ({ status }) => status === 200),
      )
    }),
    check('R-35', 'reports no success before the delivery report', trace => {
      const send = need(msrpMark(trace, 'send'), 'SEND')
      return noneBefore('REPORT', reportsOn(trace, send), sspMark(trace, 'delivered'), 'DeliveryStatusReport')
    }),
    check('R-35', 'reports success then', trace => {
      const reports = reportsOn(trace, need(msrpMark(trace, 'send'), 'SEND'))
      return allOf(
        some(trace, 'REPORT', reports, {
          after: need(sspMark(trace, 'delivered'), 'DeliveryStatusReport'),
          within: trace.bounds.report,
        }),
        every('000 200', reports, ({ status }) => status === 200),
      )
    }),
  ],
})
