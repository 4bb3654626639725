import type { IncomingRequest } from '../protocols/sip/transaction-layer.ts'
import type { SipRequest } from '../protocols/sip/message.ts'
import { parseSipUri } from '../protocols/sip/uri.ts'
import type { ServerTransaction } from '../protocols/sip/server-transaction.ts'
import type { Configuration } from './configuration.ts'
import type { Pair } from './pair.ts'
import { carryMessage } from './pager/pager-receiver.ts'
import type { SessionContext } from './session/context.ts'
import { IncomingSetUp } from './session/incoming-set-up.ts'
import { answerOptions } from './sip/options.ts'
import { takeRecipientList } from './pager/recipient-list-service.ts'
import { addressedUser, partiesOf, type PartiesContext } from './sip/parties.ts'
import { hasRecipientList, type Refusal } from './sip/request-checks.ts'
import type { SipHandlers } from './sip/sip-front.ts'

/** What happens to the requests of SIMPLE users outside a dialog. */
export function simpleSide(context: SessionContext, configuration: Configuration): SipHandlers {
  const { sip, imps, decisions, log } = context
  const partiesContext: PartiesContext = {
    sip: configuration.sip,
    ssp: configuration.ssp,
    decisions,
    impsInside: configuration.features.impsInside,
    serves: user => imps.serves(user),
  }
  const setUps = new Map<ServerTransaction, IncomingSetUp>()

  const withParties = (incoming: IncomingRequest, go: (pair: Pair) => void): void => {
    const parties = partiesOf(incoming.request, incoming.flow.remote.host, partiesContext)
    if ('pair' in parties) {
      go(parties.pair)
      return
    }
    log.event('sip.refused', { method: incoming.request.method, status: parties.refusal.status })
    sip.refuse(incoming, parties.refusal)
  }

  return {
    unreachable: request => unreachable(request, partiesContext),
    invite: incoming =>
      withParties(incoming, pair => {
        const setUp = new IncomingSetUp(incoming, pair, context)
        setUps.set(incoming.transaction, setUp)
        setUp.begin(() => setUps.delete(incoming.transaction))
      }),
    message: incoming => {
      if (hasRecipientList(incoming.request)) takeRecipientList(incoming, context, partiesContext)
      else withParties(incoming, pair => void carryMessage(incoming, pair, context))
    },
    options: incoming => answerOptions(incoming, sip, partiesContext),
    cancel: (cancel, invite) => {
      const setUp = setUps.get(invite)
      // After the final response it has no effect, but is answered as long as the transaction lives.
      if (setUp) setUp.cancel(cancel)
      else sip.reply(cancel, 200)
    },
  }
}

const ADDRESSING_USERS = ['INVITE', 'MESSAGE', 'OPTIONS']

/** An address that is no IMPS user's, unless the gateway itself is meant: its options, or its list service. */
function unreachable(request: SipRequest, context: PartiesContext): Refusal | undefined {
  if (!ADDRESSING_USERS.includes(request.method) || hasRecipientList(request)) return undefined
  if (request.method === 'OPTIONS' && parseSipUri(request.requestUri)?.user === undefined) return undefined
  const addressed = addressedUser(request, context)
  return 'refusal' in addressed ? addressed.refusal : undefined
}
