import { buildCpim } from '../../protocols/cpim/build.ts'
import { cpimHeader, mimeHeader } from '../../protocols/cpim/message.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { buildImdn } from '../../protocols/imdn/build.ts'
import { imdnMediaType, type DeliveryStatus } from '../../protocols/imdn/notification.ts'
import { imdnHeaders } from '../../protocols/imdn/request.ts'
import type { NotificationWanted } from './wanted.ts'

/** A delivery notification as a CPIM message of the IMPS user, with a Message-ID of its own (RFC 5438 §7.2.1.1). */
export function notificationMessage(
  wanted: NotificationWanted,
  recipient: string,
  status: DeliveryStatus,
  messageId: string,
): Buffer {
  const { author, dateTime, route } = wanted
  return serialiseCpim(
    buildCpim({
      from: { uri: recipient },
      to: { uri: author },
      headers: [...imdnHeaders(messageId), ...route.map(hop => cpimHeader('imdn.IMDN-Route', hop))],
      dateTime: new Date().toISOString(),
      contentType: imdnMediaType,
      mimeHeaders: [mimeHeader('Content-Disposition', 'notification')],
      content: buildImdn({
        messageId: wanted.messageId,
        dateTime,
        recipientUri: recipient,
        disposition: { kind: 'delivery', status },
      }),
    }),
  )
}
