import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { notificationsOf } from '../../judge/readers/imdn.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  every,
  exactly,
  irrelevant,
  need,
  none,
  noneBefore,
  type Check,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { cpimContent } from '../cpim-content.ts'
import { refusesCpim, sendCpim, type Way } from './by-send-or-message.ts'
import { addressed, wellFormed } from './well-formed-notification.ts'

interface Fate {
  readonly by: Way
  /** What the IMPS server reports of the message. */
  readonly code: 200 | 538
}

const rows: Readonly<Record<string, Fate>> = {
  'session-200': { by: 'SEND', code: 200 },
  'session-538': { by: 'SEND', code: 538 },
  'pager-200': { by: 'MESSAGE', code: 200 },
  'pager-538': { by: 'MESSAGE', code: 538 },
}

/** When the message says that it was sent; the notification repeats it as it is. */
const SENT = '2026-11-22T10:00:00+02:00'

const idOf = ({ text }: Pick<Trace, 'text'>): string => text('id').replace(' ', '')
const about = (trace: Trace) => notificationsOf(trace, idOf(trace))

/** Why the notifications of this trace are not to be looked at; undefined where they are. */
function without(trace: Trace): string | undefined {
  if (refusesCpim(trace)) return 'CPIM is not taken in MESSAGE'
  return trace.claims('ICS-13') ? undefined : 'notifications are not claimed (ICS-13)'
}

/** A check of notifications: only where they are to be looked at. */
const notified = (
  requirement: 'R-33' | 'R-35',
  statement: string,
  judge: (trace: Trace, fate: Fate) => Finding,
): Check<Fate> =>
  check<Fate>(requirement, statement, (trace, fate) => {
    const because = without(trace)
    return because === undefined ? judge(trace, fate) : irrelevant(because)
  })

const reported = (trace: Trace) => need(trace.mark('reported'), 'DeliveryStatusReport')

export default defineCase({
  id: 'RPT-06',
  title: 'notifies of delivery and of failure as CPIM asks for it',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'CPIM messages can ask to be told what became of them. One notification tells it, when the IMPS server has told it, ' +
    'and in a form by which the sender’s client finds the message that it is about.',
  catches: ['report-before-delivery', 'knows-one-imdn-prefix', 'notifies-twice', 'forwards-cpim-headers'],
  ladder: `
    alice              IWF            imps.example
      SEND, or MESSAGE ->|  NS: x <urn:ietf:params:imdn>, x.Disposition-Notification: positive-, negative-delivery
                         |--- SendMessage deliveryReport="Yes" -->|
                         |<-- SendMessageResponse 200 ------------|
                         |<-- DeliveryStatusReport 200, or 538 ---|  0.5 N_OBS later
      <-- message/imdn+xml <delivered/>, or <failed/>`,
  given: 'P1',
  rows,
  rowNeeds: {
    'session-200': ['ICS-01'],
    'session-538': ['ICS-01'],
    'pager-200': ['ICS-02'],
    'pager-538': ['ICS-02'],
  },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, ics, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob } = cast
    const content = cpimContent({
      from: alice.uri,
      to: bob.sipUri,
      text: text('Hello Bob'),
      dateTime: SENT,
      notifications: { messageId: idOf(script), dispositions: ['positive-delivery', 'negative-delivery'] },
    })
    const sent = await sendCpim(script, row.by, alice, bob, content)
    if (!sent) return
    const asked = await imps.asked('message', bob, { text: text('Hello Bob') })
    const report = imps.reportsDelivery(asked, { status: row.code, after: times(0.5, pixit.N_OBS) })
    await mark('reported', report).sent
    // It may come in the session, or without it.
    const { call } = sent
    if (ics['ICS-13']) await Promise.race([alice.incoming('MESSAGE'), ...(call ? [call.incomingSend()] : [])])
    await quiet('after report', sent.quiet)
  },
  checks: [
    check<Fate>('R-33', 'the message is delivered, without its wrapper', trace => {
      if (refusesCpim(trace)) return irrelevant('CPIM is not taken in MESSAGE')
      const message = need(trace.mark('message'), 'message')
      const sent = delivered(trace, trace.text('Hello Bob'))
      return exactly(trace, 1, 'SendMessageRequest', sent, { after: message, within: trace.bounds.messageAfterSend })
    }),
    notified('R-35', 'asks the IMPS server for a delivery report', trace => {
      const sent = delivered(trace, trace.text('Hello Bob'))
      return every('deliveryReport="Yes"', sent, ({ deliveryReport }) => deliveryReport)
    }),
    notified('R-35', 'nothing is notified before the IMPS server has reported [RFC 5438 §12.2]', trace =>
      noneBefore('notification', about(trace), reported(trace), 'DeliveryStatusReport'),
    ),
    notified('R-35', 'then one notification, of what was reported, and no second', (trace, { code }) => {
      const [first] = about(trace)
      const right = code === 200 ? ['delivered'] : ['failed', 'forbidden', 'error']
      return allOf(
        exactly(trace, 1, 'notification', about(trace), { after: reported(trace), within: trace.bounds.report }),
        every(right.join(' or '), about(trace), ({ notification }) =>
          right.includes(notification?.disposition.status ?? ''),
        ),
        none(
          trace,
          'second notification',
          seen => notificationsOf(seen, idOf(trace)).filter(({ id }) => id !== first?.id),
          reported(trace),
          'after report',
        ),
      )
    }),
    notified('R-33', 'it is a valid notification about the message, with an identity of its own', trace =>
      wellFormed(about(trace), { id: idOf(trace), sent: SENT }),
    ),
    notified('R-33', 'it comes from bob and goes to whom the message was from', trace =>
      addressed(about(trace), sipAddressOf(trace, 'bob'), sipAddressOf(trace, 'alice')),
    ),
  ],
})
