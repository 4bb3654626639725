import { cpimAddress } from '../../judge/readers/cpim.ts'
import type { NotificationView } from '../../judge/readers/imdn.ts'
import type { AnyObserved } from '../../judge/trace.ts'
import { allOf, every, type Finding } from '../../judge/vocabulary/index.ts'

type Notifications = readonly (AnyObserved & { readonly message: NotificationView })[]

/** Valid, about the message that was sent then under that id, and with an identity of its own (RFC 5438 §7.2.1, §11.1). */
export const wellFormed = (found: Notifications, about: { readonly id: string; readonly sent: string }): Finding =>
  allOf(
    every('valid by RFC 5438 §11.1', found, ({ violations }) => violations.length === 0),
    every('message-id of the message', found, ({ notification }) => notification?.messageId === about.id),
    every('datetime of the message', found, ({ notification }) => notification?.dateTime === about.sent),
    every('a Message-ID of its own', found, ({ messageId }) => messageId !== '' && messageId !== about.id),
    every('Content-Disposition: notification', found, message => message.contentDisposition === 'notification'),
    every('no request for notifications', found, message => !message.asksForNotifications),
  )

/** From who received the message, to who wrote it (RFC 5438 §7.2.1). */
export const addressed = (found: Notifications, from: string, to: string): Finding =>
  allOf(
    every('CPIM From', found, ({ cpim }) => cpim !== undefined && cpimAddress(cpim, 'From') === from),
    every('CPIM To', found, ({ cpim }) => cpim !== undefined && cpimAddress(cpim, 'To') === to),
  )
