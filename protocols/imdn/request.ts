import { cpimHeader, cpimValues, type CpimHeader, type CpimMessage } from '../cpim/message.ts'
import { qualifiedHeaders, qualifiedValue } from '../cpim/namespaces.ts'

/** Namespace of the CPIM headers of disposition notifications, whatever prefix a message gives it (RFC 5438 §6.1). */
export const imdnHeaderNamespace = 'urn:ietf:params:imdn'

/** What may be asked for (RFC 5438 §7.1.1.3). */
export type RequestedDisposition = 'positive-delivery' | 'negative-delivery' | 'processing' | 'display'

/** What the CPIM headers of a message say about disposition notifications. */
export interface ImdnRequest {
  /** Undefined where the header is missing, without which no notification can name the message. */
  readonly messageId: string | undefined
  /** DateTime as it stands; a message that asks for notifications must have one (RFC 5438 §7.1.1.2). */
  readonly dateTime: string | undefined
  /** In the order in which they stand, parameters aside; values that nobody knows are left out (RFC 5438 §7.2.1). */
  readonly dispositions: readonly RequestedDisposition[]
  /** Where the notification is to go, in order, when intermediaries asked for it (RFC 5438 §6.5). */
  readonly recordRoute: readonly string[]
}

const known: readonly string[] = ['positive-delivery', 'negative-delivery', 'processing', 'display']
const isKnown = (value: string): value is RequestedDisposition => known.includes(value)

/** Reads the request for notifications in a CPIM message, by namespace and not by prefix (RFC 5438 §6.1). */
export function imdnRequestOf(message: CpimMessage): ImdnRequest {
  const messageId = qualifiedValue(message, imdnHeaderNamespace, 'Message-ID')?.trim()
  const own = qualifiedHeaders(message).filter(({ namespace }) => namespace === imdnHeaderNamespace)
  const valuesOf = (wanted: string) => own.filter(({ name }) => name === wanted).map(({ header }) => header.value)
  const dispositions = valuesOf('Disposition-Notification')
    .flatMap(value => value.split(','))
    .map(value => value.split(';', 1)[0]?.trim() ?? '')
    .filter(isKnown)
  return {
    messageId: messageId === '' ? undefined : messageId,
    dateTime: cpimValues(message, 'DateTime')[0],
    dispositions: [...new Set(dispositions)],
    recordRoute: valuesOf('IMDN-Record-Route'),
  }
}

/**
 * CPIM headers that name a message and ask for notifications about it; for a notification itself, which must not ask for
 * any (RFC 5438 §7.2.1), without `dispositions`. The NS header that the prefix needs comes first.
 */
export function imdnHeaders(
  messageId: string,
  dispositions: readonly RequestedDisposition[] = [],
  prefix = 'imdn',
): readonly CpimHeader[] {
  return [
    cpimHeader('NS', `${prefix} <${imdnHeaderNamespace}>`),
    cpimHeader(`${prefix}.Message-ID`, messageId),
    ...(dispositions.length === 0 ? [] : [cpimHeader(`${prefix}.Disposition-Notification`, dispositions.join(', '))]),
  ]
}
