import { AckRepeater } from '../../protocols/sip/ack-repeater.ts'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { Stalled } from '../wait.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import type { InDialogRequest, ReInviteOptions } from './interface.ts'
import { nextHopOf } from './next-hop.ts'
import { ALLOWED, contact } from './requests.ts'

/** An INVITE within a call: a further offer, and the ACK to the 2xx that answers it (RFC 3261 §14.1). */
export function reInvite(
  { core, context, media, origin }: CallSetting,
  dialogNow: () => Dialog | undefined,
  transport: SipTransportName,
  { offer = {}, moves = false, sequence, headers = [] }: ReInviteOptions,
): InDialogRequest {
  const acks = new AckRepeater()
  return new ClientRequest('re-INVITE', context, core.bounds.inviteFinal, async user => {
    const dialog = dialogNow()
    if (!dialog) throw new Stalled('re-INVITE', 'there is no dialog')
    const target = nextHopOf(dialog, core.target(transport))
    const flow = await core.flowTo(target)
    const request = dialog.makeRequest('INVITE', {
      transport: target.transport,
      ...(sequence === undefined ? {} : { sequence }),
      headers: [
        ['Contact', contact(origin, transport)],
        ['Allow', ALLOWED],
        ['Content-Type', 'application/sdp'],
        ...headers,
      ],
      body: media.offerAgain(offer, moves),
    })
    const acknowledge = (ok: SipResponse) => {
      if (acks.repeat(ok)) return
      dialog.refreshTarget(ok)
      media.negotiated(ok.body)
      const ack = serialiseSip(dialog.makeAck(ok, { transport: target.transport }))
      const send = () => void flow.send(ack)
      acks.acknowledged(ok, send)
      send()
    }
    return core.start(request, flow, {
      response: received => {
        const { status } = received.message
        if (status >= 200 && status < 300) acknowledge(received.message)
        user.response(received)
      },
      timedOut: () => user.timedOut(),
      failed: error => user.failed(error),
    })
  })
}
