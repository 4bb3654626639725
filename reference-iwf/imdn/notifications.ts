import { newMessageId } from '../../protocols/msrp/identifiers.ts'
import type { DeliveryStatus } from '../../protocols/imdn/notification.ts'
import { parseImdn } from '../../protocols/imdn/parse.ts'
import { toSip } from '../address-mapping.ts'
import type { Decisions } from '../decisions.ts'
import { imdnToImps, impsToImdn } from '../error-mapping/imps-to-imdn.ts'
import type { Log } from '../log.ts'
import type { PagerSender } from '../pager/pager-sender.ts'
import type { Pair } from '../pair.ts'
import type { PairTable } from '../pair-table.ts'
import { notificationMessage } from './notification-message.ts'
import type { NotificationWanted } from './wanted.ts'

export interface NotificationsContext {
  readonly pairs: PairTable
  readonly pager: PagerSender
  readonly decisions: Pick<Decisions, 'reportsSuccessOn' | 'tellsOnce'>
  readonly domains: { readonly sip: string; readonly ssp: string }
  readonly log: Log
}

/** Tells the author of one message what became of it: one delivery notification at most (RFC 5438 §7.2.1). */
export interface Notifier {
  /** The IMPS domain has taken the message, which is not yet delivery (RFC 5438 §12.2). */
  accepted(): void
  /** The last word on the message: an IMPS status code. */
  settled(code: number): void
}

/** Takes the code that the IMPS domain is to be told of a message, from a notification of the SIMPLE user's client. */
export type NotificationSink = (code: number) => void

/** Messages of IMPS users whose notifications are waited for at most; the oldest is forgotten for a new one. */
const MOST = 10_000

/** Disposition notifications in both directions (RFC 5438, `imdn` of the features). */
export class Notifications {
  readonly #context: NotificationsContext
  readonly #sinks = new Map<string, NotificationSink>()

  constructor(context: NotificationsContext) {
    this.#context = context
  }

  /** For a message of the SIMPLE user. */
  notifier(wanted: NotificationWanted, pair: Pair): Notifier {
    const { decisions } = this.#context
    let told = false
    const tell = (status: DeliveryStatus) => {
      if (told && decisions.tellsOnce()) return
      told = true
      const asked = status === 'delivered' ? 'positive-delivery' : 'negative-delivery'
      if (wanted.dispositions.includes(asked)) this.#send(wanted, pair, status)
    }
    return {
      accepted: () => {
        if (decisions.reportsSuccessOn('accepted')) tell('delivered')
      },
      settled: code => {
        if (code >= 300) tell(impsToImdn(code))
        else if (decisions.reportsSuccessOn('delivered')) tell('delivered')
      },
    }
  }

  /** For a message to the SIMPLE user: the Message-ID under which his client may notify. */
  expect(sink: NotificationSink): string {
    const messageId = newMessageId()
    if (this.#sinks.size >= MOST) {
      const [oldest] = this.#sinks.keys()
      if (oldest !== undefined) this.#sinks.delete(oldest)
    }
    this.#sinks.set(messageId, sink)
    return messageId
  }

  /** A notification of a SIMPLE user's client. Display and processing have no counterpart in IMPS. */
  received(octets: Buffer): void {
    const { notification } = parseImdn(octets)
    this.#context.log.event('imdn.received', { about: notification?.messageId, ...notification?.disposition })
    if (notification?.disposition.kind !== 'delivery') return
    const sink = this.#sinks.get(notification.messageId)
    this.#sinks.delete(notification.messageId)
    sink?.(imdnToImps(notification.disposition.status))
  }

  /** In the session of the two where it takes notifications, otherwise by MESSAGE. */
  #send(wanted: NotificationWanted, pair: Pair, status: DeliveryStatus): void {
    const { pairs, pager, domains, log } = this.#context
    const from = toSip(pair.imps, '')
    const to = toSip(pair.simple, domains.ssp)
    if (!from.mapped || !to.mapped) return
    const message = notificationMessage(wanted, from.address, status, newMessageId())
    log.event('imdn.sending', { about: wanted.messageId, status })
    if (pairs.find(pair)?.sessions.some(session => session.notify(message))) return
    void pager.send({
      from: from.address,
      to: to.address.replace(/@[^;]*/, `@${domains.sip}`),
      content: { type: 'message/cpim', octets: message },
      validity: undefined,
    })
  }
}
