import { parseCpimAddress } from '../../protocols/cpim/header-values.ts'
import { cpimValues, type CpimMessage } from '../../protocols/cpim/message.ts'
import { imdnRequestOf, type RequestedDisposition } from '../../protocols/imdn/request.ts'

/** What the author of a message wants to be notified of, and under which name (RFC 5438 §7.1.1). */
export interface NotificationWanted {
  readonly messageId: string
  readonly dateTime: string
  /** URI of CPIM From, which the notification is addressed to (RFC 5438 §7.2.1). */
  readonly author: string
  readonly dispositions: readonly RequestedDisposition[]
  /** Values of IMDN-Record-Route, to be copied in their order. */
  readonly route: readonly string[]
}

/**
 * The request for notifications in a CPIM message; undefined where there is none that could be met: without Message-ID
 * no notification can say what it is about. IMPS tells of delivery only, so display is left out: it is never invented.
 */
export function notificationWanted(cpim: CpimMessage): NotificationWanted | undefined {
  const { messageId, dateTime = '', dispositions, recordRoute } = imdnRequestOf(cpim)
  const author = parseCpimAddress(cpimValues(cpim, 'From')[0] ?? '')?.uri
  const deliveries = dispositions.filter(one => one === 'positive-delivery' || one === 'negative-delivery')
  if (messageId === undefined || author === undefined || deliveries.length === 0) return undefined
  return { messageId, dateTime, author, dispositions: deliveries, route: recordRoute }
}
