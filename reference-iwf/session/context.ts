import type { Clock } from '../../protocols/clock.ts'
import type { Configuration } from '../configuration.ts'
import type { Decisions } from '../decisions.ts'
import type { ImpsDomain } from '../imps-domain.ts'
import type { Notifications } from '../imdn/notifications.ts'
import type { Log } from '../log.ts'
import type { PairTable } from '../pair-table.ts'
import type { DeliveryReports } from './delivery-reports.ts'
import type { SipFront } from '../sip/sip-front.ts'
import type { OpenMedia } from './session-media.ts'

/** What every session needs of the rest of the IWF. */
export interface SessionContext {
  readonly sip: SipFront
  readonly imps: ImpsDomain
  readonly pairs: PairTable
  readonly reports: DeliveryReports
  readonly openMedia: OpenMedia
  readonly clock: Clock
  readonly timers: Configuration['timers']
  readonly features: Configuration['features']
  readonly decisions: Decisions
  readonly log: Log
  readonly notifications: Notifications
  readonly newMessageId: () => string
}
