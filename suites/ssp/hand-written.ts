import type { Primitive } from '../../protocols/ssp/document.ts'
import { metaInfoFor } from '../../protocols/ssp/binding/project.ts'
import { writeSsp } from '../../protocols/ssp/write.ts'

/** For scripts: documents of an IMPS server as text, to be spoilt before they go out. */

interface Place {
  readonly sessionId: string
  readonly transactionId: string
}

/** One transaction in a session. */
export const documentOf = (mode: 'Request' | 'Response', { sessionId, transactionId }: Place, primitive: Primitive) =>
  writeSsp({ kind: 'session', sessionId, transactions: [{ mode, transactionId, primitive }] }).toString('utf8')

/** A message of an IMPS user to a SIMPLE user, as literal text. */
export const messageDocument = (
  place: Place,
  message: {
    readonly from: { readonly uri: string }
    readonly to: { readonly uri: string }
    readonly id: string
    readonly text: string
  },
): string => documentOf('Request', place, messageRequest(message))

export function messageRequest({ from, to, id, text }: Parameters<typeof messageDocument>[1]): Primitive {
  const contentType = 'text/plain; charset=utf-8'
  const octets = Buffer.from(text, 'utf8')
  return {
    name: 'SendMessageRequest',
    deliveryReport: false,
    metaInfo: metaInfoFor(from.uri),
    message: {
      messageId: id,
      contentType,
      contentSize: octets.length,
      recipients: [{ user: { userId: to.uri.replace(/^sip:/, 'wv:') } }],
      sender: { user: { userId: from.uri } },
    },
    content: { contentType, encoding: 'escaped', octets },
  }
}
