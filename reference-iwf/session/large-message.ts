import { headerValues } from '../../protocols/sip/headers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'

/** What a session for a single message, too large for MESSAGE, calls itself in OMA SIMPLE IM. */
export const LARGE_MESSAGE = '+g.oma.sip-im.large-message'

/** Whether an INVITE is for one large message, as the feature tags of its Contact or Accept-Contact say. */
export const isForLargeMessage = (request: SipRequest): boolean =>
  ['contact', 'accept-contact']
    .flatMap(name => headerValues(request, name))
    .some(value => tagsOf(value).includes(LARGE_MESSAGE))

const tagsOf = (value: string): readonly string[] =>
  value
    .slice(value.lastIndexOf('>') + 1)
    .split(';')
    .map(parameter => (parameter.split('=', 1)[0] ?? '').trim().toLowerCase())
