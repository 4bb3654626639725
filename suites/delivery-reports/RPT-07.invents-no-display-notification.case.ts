import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { notificationsOfStatus } from '../../judge/readers/imdn.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { check, exactly, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import { cpimContent } from '../cpim-content.ts'
import { refusesCpim, sendCpim, type Way } from './by-send-or-message.ts'

interface Form {
  readonly by: Way
}

const rows: Readonly<Record<string, Form>> = { session: { by: 'SEND' }, pager: { by: 'MESSAGE' } }

export default defineCase({
  id: 'RPT-07',
  title: 'invents no display notification',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'IMPS cannot tell whether anybody has read a message. An IWF that is asked for that must not make it up, and must ' +
    'not hold the message back either.',
  catches: ['invents-display-notification'],
  ladder: `
    alice              IWF            imps.example
      SEND, or MESSAGE ->|  Disposition-Notification: display
                         |--- SendMessage ------------>|
                         |<-- DeliveryStatusReport 200 |
       (no <displayed/>) |`,
  given: 'P1',
  rows,
  rowNeeds: { session: ['ICS-01'], pager: ['ICS-02'] },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob } = cast
    const notifications = { messageId: text('id').replace(' ', ''), dispositions: ['display'] } as const
    const content = cpimContent({ from: alice.uri, to: bob.sipUri, text: text('Hello Bob'), notifications })
    const sent = await sendCpim(script, row.by, alice, bob, content)
    // An IWF may take no CPIM in MESSAGE; then there is nothing to be displayed.
    if (!sent) return
    const asked = await imps.asked('message', bob, { text: text('Hello Bob') })
    await mark('delivered', imps.reportsDelivery(asked, { status: 200, after: times(0, pixit.N_OBS) })).sent
    await quiet('after delivery', sent.quiet)
  },
  checks: [
    check<Form>('R-33', 'the message is delivered all the same', trace => {
      if (refusesCpim(trace)) return irrelevant('CPIM is not taken in MESSAGE')
      const message = need(trace.mark('message'), 'message')
      const sent = delivered(trace, trace.text('Hello Bob'))
      return exactly(trace, 1, 'SendMessageRequest', sent, { after: message, within: trace.bounds.messageAfterSend })
    }),
    check<Form>('R-35', 'nobody is told that it was displayed', trace => {
      if (refusesCpim(trace)) return irrelevant('CPIM is not taken in MESSAGE')
      const message = need(trace.mark('message'), 'message')
      return none(trace, '<displayed/>', seen => notificationsOfStatus(seen, 'displayed'), message, 'after delivery')
    }),
  ],
})
