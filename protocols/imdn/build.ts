import { element } from '../ssp/xml/element.ts'
import { serialiseXml } from '../ssp/xml/serialise.ts'
import { imdnDocumentNamespace, type ImdnNotification } from './notification.ts'

/** Writes a notification as `message/imdn+xml` (RFC 5438 §11.1.9). What XML cannot carry becomes U+FFFD. */
export function buildImdn(notification: ImdnNotification): Buffer {
  const { messageId, dateTime, recipientUri, originalRecipientUri, subject, disposition } = notification
  const text = (name: string, value: string | undefined) =>
    value === undefined ? undefined : element(name, {}, [value])
  return serialiseXml(
    element('imdn', { xmlns: imdnDocumentNamespace }, [
      text('message-id', messageId),
      text('datetime', dateTime),
      text('recipient-uri', recipientUri),
      text('original-recipient-uri', originalRecipientUri),
      text('subject', subject),
      element(`${disposition.kind}-notification`, {}, [element('status', {}, [element(disposition.status)])]),
    ]),
  )
}
