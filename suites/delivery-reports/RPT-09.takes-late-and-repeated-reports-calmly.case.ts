import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { notificationsOf } from '../../judge/readers/imdn.ts'
import { msrpMark, reportsOn } from '../../judge/readers/msrp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, exactly, irrelevant, need, none, should, some } from '../../judge/vocabulary/index.ts'
import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { answerPromises } from '../answer-promises.ts'
import { withImpsProbe } from '../cast-with-probe.ts'
import { cpimContent } from '../cpim-content.ts'
import { newSession, probeText, textInSession } from '../liveness.ts'
import { acknowledged } from '../acknowledged.ts'
import { nothingInOldSession } from '../old-session.ts'
import { endsHere, notifiesAndAsks, notifiesDelivery, tellsDelivery } from './notification-by-user.ts'

type When = 'twice' | 'after-bye' | 'notification' | 'notification-asking'

const rows: Readonly<Record<string, When>> = {
  twice: 'twice',
  'after-bye': 'after-bye',
  notification: 'notification',
  'notification-asking': 'notification-asking',
}

/** The rows in which it is alice who notifies. */
const notifies = (row: When): boolean => row !== 'twice' && row !== 'after-bye'

const idOf = ({ text }: Pick<Trace, 'text'>): string => text('id').replace(' ', '')
const sendOf = (trace: Trace) => need(msrpMark(trace, 'send'), 'SEND')

export default defineCase({
  id: 'RPT-09',
  title: 'takes late and repeated reports calmly, and reports on no report',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'IMPS servers repeat themselves, and some report when the conversation is over. The sender is told once, nothing is ' +
    'sent into a session that has ended, and the server gets its acknowledgement all the same. A notification of the ' +
    'sender himself is for the IWF, not for the IMPS user to read, nor to be answered by another.',
  catches: [
    'repeats-report',
    'notifies-twice',
    'message-on-dead-session',
    'notification-as-text',
    'notification-about-notification',
  ],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
      SEND Success-Report: yes ------->|--- SendMessage ------------->|
      <--------------- REPORT 000 200 -|<-- DeliveryStatusReport 200 -|
                      (no REPORT)      |<-- DeliveryStatusReport 200 -|  again
      BYE ---------------------------->|
                      (nothing)        |<-- DeliveryStatusReport 200 -|  in another row`,
  given: 'P2',
  rows,
  rowNeeds: { notification: ['ICS-13'], 'notification-asking': ['ICS-13'] },
  cast: withImpsProbe,
  async script(script) {
    const { cast, call, ics, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob, probe } = cast
    const shows = probeText(script)
    if (notifies(row)) {
      if (!answerPromises(await call.accepted(), imdnMediaType)) return
      const delivers = row === 'notification' && (await notifiesDelivery(script, alice, bob))
      if (delivers) await imps.asked('report', bob)
      if (row === 'notification-asking') await notifiesAndAsks(script, alice, bob)
      await quiet('after report', { shows, probe: () => textInSession(script, call, bob) })
      return
    }
    const wanted = { messageId: idOf(script), dispositions: ['positive-delivery'] } as const
    const asking = cpimContent({ from: alice.uri, to: bob.sipUri, text: text('Hello Bob'), notifications: wanted })
    const options = { successReport: true }
    const send = ics['ICS-13']
      ? call.sendContent(asking, { ...options, wrap: 'bare' })
      : call.send(text('Hello Bob'), options)
    mark('send', send)
    const asked = await imps.asked('message', bob, { text: text('Hello Bob') })
    await send.answered()
    const delivered = () => imps.reportsDelivery(asked, { status: 200, after: times(0, pixit.N_OBS) })
    if (row === 'twice') {
      await mark('first', delivered()).sent
      await send.reported()
      await mark('report', delivered()).sent
      await quiet('after report', { shows, probe: () => textInSession(script, call, bob) })
    } else {
      const bye = mark('bye', call.bye())
      await bye.answered()
      await mark('report', delivered()).sent
      await quiet('after report', { shows, probe: () => newSession(script, alice, probe) })
    }
  },
  checks: [
    check<When>('R-35', 'the delivery is reported', (trace, row) => {
      if (row !== 'twice') return irrelevant('the session is over')
      const after = need(trace.mark('first'), 'DeliveryStatusReport')
      return some(trace, 'REPORT', reportsOn(trace, sendOf(trace)), { after, within: trace.bounds.report })
    }),
    should<When>('R-35', 'and no second time [RFC 4975 §7.1.3]', (trace, row) => {
      if (row !== 'twice') return irrelevant('the session is over')
      const [first] = reportsOn(trace, sendOf(trace))
      const again = (seen: Parameters<typeof reportsOn>[0]) =>
        reportsOn(seen, sendOf(trace)).filter(({ id }) => id !== first?.id)
      return none(trace, 'second REPORT', again, need(trace.mark('report'), 'second report'), 'after report')
    }),
    check<When>('R-35', 'at most one notification of it [RFC 5438 §7.2.1]', (trace, row) => {
      if (!trace.claims('ICS-13')) return irrelevant('notifications are not claimed (ICS-13)')
      const found = notificationsOf(trace, idOf(trace))
      if (notifies(row)) return irrelevant('it is alice who notifies')
      if (row === 'after-bye' && found.length === 0) return irrelevant('none after the end of the session')
      const after = need(trace.mark(row === 'twice' ? 'first' : 'report'), 'DeliveryStatusReport')
      return exactly(trace, 1, 'notification', found, { after, within: trace.bounds.report })
    }),
    check<When>('R-44', 'nothing is sent in the session that has ended [RFC 4975 §7.1.2]', (trace, row) => {
      if (row !== 'after-bye') return irrelevant('the session lives')
      return nothingInOldSession(trace, 'bye', 'after report')
    }),
    check<When>('R-35', 'the report is acknowledged all the same', (trace, row) =>
      notifies(row) ? irrelevant('the IMPS server reports nothing') : acknowledged(trace, 'report'),
    ),
    check<When>('R-35', 'a notification of alice is neither a message to bob nor answered by another', (trace, row) =>
      notifies(row) ? endsHere(trace, 'after report') : irrelevant('alice notifies nothing'),
    ),
    check<When>('R-35', 'it tells the IMPS server that the message was delivered', (trace, row) =>
      row === 'notification' ? tellsDelivery(trace) : irrelevant('no message of bob is notified'),
    ),
  ],
})
