import type { Script } from '../../engine/case.ts'
import { deliveryNotification } from '../../fixtures/content/documents.ts'
import { unwrap } from '../../judge/readers/cpim.ts'
import { notificationIdOf, notifications } from '../../judge/readers/imdn.ts'
import { msrpMark } from '../../judge/readers/msrp.ts'
import { asks, codeAbout, sspMark, type WithSsp } from '../../judge/readers/ssp.ts'
import { reportsAbout } from '../../judge/readers/told.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, exactly, need, none, type Finding } from '../../judge/vocabulary/index.ts'
import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import { withholdsReport } from '../../simulators/simple/send-behaviour.ts'
import type { Call, Content, SimpleUser } from '../../simulators/simple/interface.ts'
import { cpimContent } from '../cpim-content.ts'
import { probeText } from '../liveness.ts'

type Notifying = Pick<Script<unknown, unknown>, 'imps' | 'mark' | 'text'> & { readonly call: Call }

const DISPOSITION = ['Content-Disposition', 'notification'] as const

/**
 * A message of `bob`, and alice's delivery notification of it, which is all that she says: `message` and `notification`
 * among the marks. `false` where the implementation asks for none, or promises to take none.
 */
export async function notifiesDelivery(script: Notifying, alice: SimpleUser, bob: ImpsUser): Promise<boolean> {
  const { call, imps, mark, text } = script
  alice.on('SEND', withholdsReport())
  const message = mark('message', imps.deliver({ from: bob, to: alice, text: text('Hi Alice'), deliveryReport: true }))
  const { body, contentType } = await call.incomingSend()
  await message.answered()
  const messageId = body && notificationIdOf(unwrap(contentType ?? '', body).cpim)
  if (messageId === undefined) return false
  await mark('notification', call.sendContent(notification(alice, bob, messageId), { wrap: 'bare' })).answered()
  return true
}

/** A notification of alice that asks for a notification itself, which nobody may answer with one (RFC 5438 §7.2.1). */
export async function notifiesAndAsks(script: Notifying, alice: SimpleUser, bob: ImpsUser): Promise<void> {
  const { call, mark, text } = script
  const own = text('own').replace(' ', '')
  const asking = notification(alice, bob, text('of').replace(' ', ''), own)
  await mark('notification', call.sendContent(asking, { wrap: 'bare' })).answered()
}

/** About the message of that id; `own` is a Message-ID under which notifications are asked for in turn. */
function notification(alice: SimpleUser, bob: ImpsUser, messageId: string, own?: string): Content {
  return cpimContent({
    from: alice.uri,
    to: bob.sipUri,
    text: deliveryNotification(messageId, new Date().toISOString(), 'delivered'),
    type: imdnMediaType,
    mimeHeaders: [DISPOSITION],
    ...(own === undefined
      ? {}
      : { notifications: { messageId: own, dispositions: ['positive-delivery', 'negative-delivery'] } }),
  })
}

/** The notification is for the implementation: the IMPS user does not read it, and no notification is sent about it. */
export function endsHere(trace: Trace, silence: string): Finding {
  const notified = need(msrpMark(trace, 'notification'), 'notification of alice')
  const messages = (seen: WithSsp) => asks(seen, 'message').filter(({ message }) => message.text !== probeText(trace))
  return allOf(
    none(trace, 'SendMessageRequest', messages, notified, silence),
    none(trace, 'notification', notifications, notified, silence),
  )
}

/** The notification becomes the delivery report that the IMPS server asked for. */
export function tellsDelivery(trace: Trace): Finding {
  const after = need(msrpMark(trace, 'notification'), 'notification of alice')
  const message = need(sspMark(trace, 'message'), 'message of bob')
  const told = reportsAbout(trace, message).filter(report => codeAbout(report, message.message.recipient) === 200)
  return exactly(trace, 1, 'DeliveryStatusReport', told, { after, within: trace.bounds.deliveryReport })
}
