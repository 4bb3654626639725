import { mimeValue, type CpimMessage } from '../../protocols/cpim/message.ts'
import { qualifiedHeaders } from '../../protocols/cpim/namespaces.ts'
import { imdnMediaType, type ImdnNotification, type ImdnStatus } from '../../protocols/imdn/notification.ts'
import { parseImdn } from '../../protocols/imdn/parse.ts'
import { imdnHeaderNamespace, imdnRequestOf } from '../../protocols/imdn/request.ts'
import type { Violation } from '../../protocols/violation.ts'
import type { Observed } from '../../trace/observed.ts'
import { unwrap } from './cpim.ts'
import { deliveredBySend, type WithMsrp } from './msrp.ts'
import { requests, withoutRetransmissions, type WithSip } from './sip.ts'

/** A disposition notification of the implementation, by whichever way it came (RFC 5438). */
export interface NotificationView {
  readonly notification: ImdnNotification | undefined
  readonly violations: readonly Violation[]
  /** The wrapper; undefined where the notification came bare. */
  readonly cpim: CpimMessage | undefined
  /** Message-ID of the notification itself, `''` when it has none. */
  readonly messageId: string
  readonly contentDisposition: string
  /** Whether it has a Disposition-Notification header, which no notification may (RFC 5438 §7.2.1). */
  readonly asksForNotifications: boolean
}

type Seen = WithSip & WithMsrp

/** Every notification that the implementation sent, by MESSAGE or in a session, in order of time. */
export function notifications(seen: Seen): readonly Observed<NotificationView>[] {
  const bySend = deliveredBySend(seen).flatMap(({ type, octets, cpim, chunks: [first] }) =>
    type === imdnMediaType ? [{ ...first, message: viewOf(cpim, octets) }] : [],
  )
  const byMessage = withoutRetransmissions(requests(seen, 'MESSAGE')).flatMap(observed => {
    const { type, octets, cpim } = unwrap(observed.message.header('content-type') ?? '', observed.message.body)
    return type === imdnMediaType ? [{ ...observed, message: viewOf(cpim, octets) }] : []
  })
  return [...bySend, ...byMessage].sort((one, other) => one.at - other.at)
}

/** Those about the message of that Message-ID. */
export const notificationsOf = (seen: Seen, messageId: string): readonly Observed<NotificationView>[] =>
  notifications(seen).filter(({ message }) => message.notification?.messageId === messageId)

/** Notifications that state this. */
export const notificationsOfStatus = (
  seen: Seen,
  ...statuses: readonly ImdnStatus[]
): readonly Observed<NotificationView>[] =>
  notifications(seen).filter(({ message: { notification } }) =>
    statuses.some(one => one === notification?.disposition.status),
  )

/** The Message-ID under which the implementation asks for notifications about a message of its own; undefined where it asks for none. */
export function notificationIdOf(cpim: CpimMessage | undefined): string | undefined {
  const { messageId, dispositions } = cpim ? imdnRequestOf(cpim) : { messageId: undefined, dispositions: [] }
  return dispositions.length > 0 ? messageId : undefined
}

function viewOf(cpim: CpimMessage | undefined, octets: Buffer): NotificationView {
  const { notification, violations } = parseImdn(octets)
  const isRequest = ({ namespace, name }: { namespace: string | undefined; name: string }) =>
    namespace === imdnHeaderNamespace && name === 'Disposition-Notification'
  return {
    notification,
    violations,
    cpim,
    messageId: (cpim && imdnRequestOf(cpim).messageId) ?? '',
    contentDisposition: (cpim && mimeValue(cpim, 'Content-Disposition')) ?? '',
    asksForNotifications: cpim !== undefined && qualifiedHeaders(cpim).some(isRequest),
  }
}
