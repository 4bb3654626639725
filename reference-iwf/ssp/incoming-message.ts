import { parseMediaType, serialiseMediaType } from '../../protocols/media-type.ts'
import type { DisplayedParty, SendMessageRequest, SendMessageResponse } from '../../protocols/ssp/document.ts'
import { allFailed, detail, meaningOf, status, type Status } from '../../protocols/ssp/status.ts'
import { domainOf } from '../../protocols/ssp/wv-address.ts'
import type { MessageForSimple } from '../imps-domain.ts'

const ADDRESS_ERROR = 901
const MALFORMED = 400
const FOREIGN_DOMAIN = 516

/** What of a request goes to which SIMPLE user, or the code that refuses it as a whole. */
export type IncomingMessage =
  | { readonly accepted: false; readonly code: number }
  | {
      readonly accepted: true
      readonly messages: readonly MessageForSimple[]
      /** Recipients that cannot be served here. */
      readonly refused: readonly { readonly recipient: string; readonly code: number }[]
    }

/**
 * Reads a message of the IMPS domain `peer` for users of the domain `own`. A sender of any other domain than the
 * peer's is refused, unless the peer may send for others (`transit`): the domain of the session is all that vouches for
 * a sender (901).
 */
export function readIncomingMessage(
  request: SendMessageRequest,
  peer: string,
  own: string,
  newMessageId: () => string,
  transit = false,
): IncomingMessage {
  const { message, metaInfo, content } = request
  const sender = userOf(message.sender) ?? metaInfo?.user?.userId
  if (sender === undefined || message.recipients.length === 0) return { accepted: false, code: MALFORMED }
  const senders = [sender, ...(metaInfo?.user ? [metaInfo.user.userId] : [])]
  if (!transit && senders.some(user => domainOf(user, peer) !== peer)) return { accepted: false, code: ADDRESS_ERROR }
  const messages: MessageForSimple[] = []
  const refused: { recipient: string; code: number }[] = []
  for (const party of message.recipients) {
    const recipient = userOf(party)
    if (recipient === undefined) refused.push({ recipient: party.groupId ?? '', code: ADDRESS_ERROR })
    else if (domainOf(recipient, own) !== own) refused.push({ recipient, code: FOREIGN_DOMAIN })
    else
      messages.push({
        messageId: message.messageId ?? newMessageId(),
        sender: withDomain(sender, peer),
        recipient: withDomain(recipient, own),
        content: {
          type: mediaType(content?.contentType ?? message.contentType),
          octets: content?.octets ?? Buffer.alloc(0),
        },
        dateTime: message.dateTime,
        validity: message.validity,
        deliveryReport: request.deliveryReport,
      })
  }
  return { accepted: true, messages, refused }
}

/** The answer to a message from what became of it with each recipient. */
export function messageResponse(
  messageId: string | undefined,
  results: readonly { readonly recipient: string; readonly code: number; readonly tryAgainTimeout?: number }[],
): SendMessageResponse {
  return {
    name: 'SendMessageResponse',
    status: statusOf(results),
    ...(messageId === undefined ? {} : { messageId }),
  }
}

function statusOf(
  results: readonly { readonly recipient: string; readonly code: number; readonly tryAgainTimeout?: number }[],
): Status {
  const failed = results.filter(({ code }) => code >= 300)
  const [first] = failed
  if (!first) return status(200, { description: meaningOf(200) })
  const tryAgain = failed.find(({ tryAgainTimeout }) => tryAgainTimeout !== undefined)?.tryAgainTimeout
  const more = tryAgain === undefined ? {} : { tryAgainTimeout: tryAgain }
  if (results.length === 1) return status(first.code, { description: meaningOf(first.code), ...more })
  const details = failed.map(({ recipient, code }) =>
    detail(code, { description: meaningOf(code), users: [recipient] }),
  )
  if (failed.length < results.length) return status(201, { description: meaningOf(201), details, ...more })
  return { ...allFailed(first.code), details, ...more }
}

/** The user of a party; a resource that follows the user is dropped. */
function userOf(party: DisplayedParty | undefined): string | undefined {
  return party?.user?.userId
}

function withDomain(user: string, domain: string): string {
  const bare = user.trim().replace(/^wv:/i, '')
  const at = bare.lastIndexOf('@')
  return at >= 0 && at < bare.length - 1 ? `wv:${bare}` : `wv:${bare.replace(/@$/, '')}@${domain}`
}

/**
 * A media type as it may be written into headers: it is taken apart and put together again, so that nothing else can
 * come along. One that cannot be read says nothing about its content.
 */
function mediaType(written: string | undefined): string {
  if (written === undefined || written.trim() === '') return 'text/plain'
  const parsed = parseMediaType(written)
  const clean = parsed && parsed.parameters.every(({ value }) => value === undefined || isPrintable(value))
  return clean ? serialiseMediaType(parsed) : 'application/octet-stream'
}

const isPrintable = (text: string): boolean => !/[^\x20-\x7e]/.test(text)
