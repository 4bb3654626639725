import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import { addressedUser, type PartiesContext } from './parties.ts'
import type { SipFront } from './sip-front.ts'

/** Answers OPTIONS as an INVITE to the same address would fare, without asking the IMPS domain (RFC 3261 §11.2). */
export function answerOptions(incoming: IncomingRequest, sip: SipFront, context: PartiesContext): void {
  const uri = parseSipUri(incoming.request.requestUri)
  const forTheGateway = uri !== undefined && uri.user === undefined
  if (!forTheGateway) {
    const addressed = addressedUser(incoming.request, context)
    if ('refusal' in addressed) {
      sip.refuse(incoming, addressed.refusal)
      return
    }
  }
  sip.reply(incoming, 200, { headers: [...sip.capabilities, ['Contact', sip.contact(incoming.flow.transport)]] })
}
