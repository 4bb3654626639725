import { response, type HeaderField } from '../../protocols/sip/build.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { openSipTransport } from '../../protocols/sip/open-transport.ts'
import { isRequest } from '../../protocols/sip/parsed.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { noTap, type Address } from '../../protocols/wire/tap.ts'

/**
 * Listens for SIP over UDP and TCP and answers each request but ACK, without thinking and without transactions, with
 * the status that `answer` names; undefined is no answer.
 */
export async function answerSip(local: Address, answer: (request: SipRequest) => number | undefined): Promise<void> {
  const contact: HeaderField = ['Contact', `<sip:iwf@${local.host}:${local.port}>;+g.oma.sip-im`]
  const transport = await openSipTransport({ owner: 'subject', local, connectWithin: 1000, tap: noTap })
  transport.watch({
    message(parsed, flow) {
      if (!isRequest(parsed) || parsed.message.method === 'ACK') return
      const status = answer(parsed.message)
      if (status === undefined) return
      const headers = status < 300 ? [contact] : []
      flow.send(serialiseSip(response(parsed.message, status, { headers, toTag: newTag() })))
    },
  })
}
