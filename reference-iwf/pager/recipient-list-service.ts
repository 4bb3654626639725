import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { impsUser, sendingUser, type PartiesContext } from '../sip/parties.ts'
import { carryToMany, contentOf, type PagerReceiverContext } from './pager-receiver.ts'
import { messageForMany } from './recipient-list.ts'

/**
 * A MESSAGE that brings its recipients with it (RFC 5365): each IMPS user of a domain that is served gets it on his own.
 * Entries that name nobody here are passed over; a list of nothing else is 404.
 */
export function takeRecipientList(
  incoming: IncomingRequest,
  context: PagerReceiverContext,
  parties: PartiesContext,
): void {
  const { sip } = context
  const { request, flow } = incoming
  const sender = sendingUser(request, flow.remote.host, parties)
  if ('refusal' in sender) {
    sip.refuse(incoming, sender.refusal)
    return
  }
  const forMany = messageForMany(contentOf(request))
  if (!forMany) {
    sip.reply(incoming, 400, { reason: 'No Recipient List' })
    return
  }
  const pairs = forMany.recipients.flatMap(uri => {
    const recipient = impsUser(uri, parties)
    return 'user' in recipient ? [{ simple: sender.user, imps: recipient.user }] : []
  })
  if (pairs.length === 0) sip.reply(incoming, 404)
  else carryToMany(incoming, forMany.content, pairs, context)
}
