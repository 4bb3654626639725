import type { Violation } from '../violation.ts'

/** Namespace of the elements of a notification (RFC 5438 §11.1). */
export const imdnDocumentNamespace = 'urn:ietf:params:xml:ns:imdn'

/** Media type of a notification (RFC 5438 §11.1.8). */
export const imdnMediaType = 'message/imdn+xml'

/** The three kinds of notification, and the statuses that each may carry (RFC 5438 §11.1.7). */
export const imdnStatuses = {
  delivery: ['delivered', 'failed', 'forbidden', 'error'],
  display: ['displayed', 'forbidden', 'error'],
  processing: ['processed', 'stored', 'forbidden', 'error'],
} as const

export type ImdnKind = keyof typeof imdnStatuses
export type ImdnStatus = (typeof imdnStatuses)[ImdnKind][number]
export type DeliveryStatus = (typeof imdnStatuses)['delivery'][number]

/** What became of a message, in one of the three kinds. */
export type Disposition = {
  readonly [Kind in ImdnKind]: { readonly kind: Kind; readonly status: (typeof imdnStatuses)[Kind][number] }
}[ImdnKind]

/** An instant message disposition notification (RFC 5438 §11). Texts are plain. */
export interface ImdnNotification {
  /** Message-ID of the message that it is about. */
  readonly messageId: string
  /** DateTime of that message, as it was written there. */
  readonly dateTime: string
  readonly recipientUri?: string
  readonly originalRecipientUri?: string
  readonly subject?: string
  readonly disposition: Disposition
}

/** A document as it was read: `notification` is there as soon as its message and its disposition are known. */
export interface ParsedImdn {
  readonly notification: ImdnNotification | undefined
  readonly violations: readonly Violation[]
}

/** The rules that a notification is held against, by their stable ids. */
export const imdnRules = {
  'IMDN-SYN-01': { clause: 'RFC 5438 §11.1', message: 'the document is not well-formed XML 1.0 in UTF-8' },
  'IMDN-SYN-02': { clause: 'RFC 5438 §11.1', message: 'the root element is not <imdn> of the IMDN namespace' },
  'IMDN-SYN-03': { clause: 'RFC 5438 §11.1.1', message: '<message-id> is missing, empty or repeated' },
  'IMDN-SYN-04': { clause: 'RFC 5438 §11.1.2', message: '<datetime> is missing, empty or repeated' },
  'IMDN-SYN-05': { clause: 'RFC 5438 §11.1.6', message: 'there is not exactly one notification element' },
  'IMDN-SYN-06': { clause: 'RFC 5438 §11.1.7', message: '<status> is missing, or not exactly one of the notification' },
  'IMDN-SYN-07': { clause: 'RFC 5438 §11.1.7', message: 'the status is none that this kind of notification may carry' },
  'IMDN-SYN-08': {
    clause: 'RFC 5438 §11.1.9',
    message: 'an element of the IMDN namespace is unknown, or out of order',
  },
} as const

export type ImdnRule = keyof typeof imdnRules
