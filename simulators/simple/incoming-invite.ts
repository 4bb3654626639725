import { AcceptedResponseRetransmission } from '../../protocols/sip/accepted-response-retransmission.ts'
import { response } from '../../protocols/sip/build.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { Stalled } from '../wait.ts'
import type { CallOpening, CallWay, Established } from './call-opening.ts'
import type { CallSetting } from './call-setting.ts'
import type { InDialogRequest } from './interface.ts'
import { ALLOWED, contact } from './requests.ts'

/**
 * An INVITE of the IWF that our user accepts: 200 with an answer, repeated until its ACK comes (RFC 3261 §13.3.1.4).
 */
export class IncomingInvite implements CallOpening {
  readonly callId: string
  readonly localTag = newTag()
  readonly sent: Promise<WireReference>
  readonly #final: SipResponse
  #repeating: AcceptedResponseRetransmission | undefined

  constructor(setting: CallSetting, incoming: IncomingRequest, established: (established: Established) => CallWay) {
    const { request, transaction, flow } = incoming
    this.callId = headerValue(request, 'call-id') ?? ''
    const { core, origin } = setting
    this.#final = response(request, 200, {
      toTag: this.localTag,
      headers: [
        ...request.headers
          .filter(({ name }) => name.toLowerCase() === 'record-route')
          .map(({ name, value }) => [name, value] as const),
        ['Contact', contact(origin, flow.transport)],
        ['Allow', ALLOWED],
        ['Content-Type', 'application/sdp'],
      ],
      body: setting.media.answer(request.body),
    })
    const { host, port } = core.local
    const endpoint = { transport: flow.transport, host, port, contact: contact(origin, flow.transport) }
    established({
      dialog: Dialog.ofServer(request, this.#final, endpoint),
      transport: flow.transport,
      remoteSdp: request.body,
    })
    const octets = serialiseSip(this.#final)
    this.sent = Promise.resolve(transaction.respond(this.#final, octets) ?? 0)
    this.#repeating = new AcceptedResponseRetransmission({
      clock: core.clock,
      timers: core.timers,
      resend: () => void flow.send(octets),
      unacknowledged: () => undefined,
    })
  }

  acknowledged(): void {
    this.#repeating?.stop()
    this.#repeating = undefined
  }

  provisional(): Promise<SipResponse> {
    return Promise.reject(new Stalled('provisional response', 'the call was made by the IWF'))
  }

  final(): Promise<SipResponse> {
    return Promise.resolve(this.#final)
  }

  repeat(): Stimulus {
    throw new Stalled('INVITE', 'the call was made by the IWF')
  }

  cancel(): InDialogRequest {
    throw new Stalled('CANCEL', 'the call was made by the IWF')
  }

  abandon(): Promise<void> {
    this.acknowledged()
    return Promise.resolve()
  }
}
