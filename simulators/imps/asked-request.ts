import type { Recognised } from '../../protocols/ssp/binding/binding.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import type { AskedRequest } from './interface.ts'

/** A request of the interworking function in the words of scripts. */
export function askedRequest(recognised: Recognised, primitive: Primitive, transactionId: string): AskedRequest {
  const { requester, targets } = recognised
  const base = { primitive: recognised.primitive, transactionId, requester, targets }
  if (primitive.name !== 'SendMessageRequest') return base
  const { message, content, deliveryReport } = primitive
  const octets = content?.octets ?? Buffer.alloc(0)
  return {
    ...base,
    ...(message.messageId === undefined ? {} : { messageId: message.messageId }),
    ...(recognised.sender === undefined ? {} : { sender: recognised.sender }),
    octets,
    text: octets.toString('utf8'),
    deliveryReport,
  }
}
