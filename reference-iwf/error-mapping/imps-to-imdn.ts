import type { DeliveryStatus } from '../../protocols/imdn/notification.ts'
import { reasonOf, type Reason } from './imps-to-sip.ts'

type Negative = Exclude<DeliveryStatus, 'delivered'>

/** `forbidden` where somebody decided so, `error` where the fault is between the gateways, else `failed` (RFC 5438 §11.1.7). */
const byReason: Readonly<Record<Reason, Negative>> = {
  unknown: 'failed',
  blocked: 'forbidden',
  'not-granted': 'forbidden',
  offline: 'failed',
  incompatible: 'failed',
  timeout: 'failed',
  unreachable: 'error',
  'gateway-fault': 'error',
  unsupported: 'failed',
  forbidden: 'forbidden',
  resource: 'failed',
  rejected: 'failed',
  address: 'failed',
  internal: 'error',
  temporary: 'error',
  expired: 'failed',
  number: 'failed',
}

/** What a notification says of a message that the IMPS domain refused with this code. */
export const impsToImdn = (code: number): Negative => byReason[reasonOf(code)]

const byNotification: Readonly<Record<DeliveryStatus, number>> = {
  delivered: 200,
  failed: 410,
  forbidden: 403,
  error: 500,
}

/** What the IMPS domain is told of a message when the SIMPLE user's client notifies this. */
export const imdnToImps = (status: DeliveryStatus): number => byNotification[status]
