import { response } from '../../protocols/sip/build.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { headerFields, headerValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, Stalled } from '../wait.ts'
import type { CallHost, CallOpening } from './call-opening.ts'
import type { InDialogRequest } from './interface.ts'
import type { PeerCore } from './peer-core.ts'
import { acceptance, contact, type RequestOrigin } from './requests.ts'

/** An INVITE of the IWF that our user accepts, with the given session description. */
export class IncomingInvite implements CallOpening {
  readonly callId: string
  readonly localTag = newTag()
  readonly sent: Promise<WireReference>
  readonly #final: SipResponse

  constructor(core: PeerCore, origin: RequestOrigin, incoming: IncomingRequest, sdp: Buffer, host: CallHost) {
    const { request, flow } = incoming
    const { transport } = flow
    this.callId = headerValue(request, 'call-id') ?? ''
    const accepting = acceptance(origin, transport, sdp)
    this.#final = response(request, 200, {
      ...accepting,
      toTag: this.localTag,
      // The route that proxies recorded goes back to the caller (RFC 3261 §12.1.1).
      headers: [
        ...headerFields(request, 'record-route').map(({ name, value }) => [name, value] as const),
        ...accepting.headers,
      ],
    })
    const local = { transport, ...core.local, contact: contact(origin, transport) }
    host.established(Dialog.ofServer(request, this.#final, local), transport)
    this.sent = Promise.resolve(host.accept(incoming, this.#final))
  }

  provisional(): Promise<SipResponse> {
    return abandonable(Promise.reject(new Stalled('provisional response', callOfTheIwf)))
  }

  final(): Promise<SipResponse> {
    return Promise.resolve(this.#final)
  }

  repeat(): Stimulus {
    throw new Stalled('INVITE', callOfTheIwf)
  }

  cancel(): InDialogRequest {
    throw new Stalled('CANCEL', callOfTheIwf)
  }

  merged(): InDialogRequest {
    throw new Stalled('INVITE', callOfTheIwf)
  }

  /** It was accepted at once, so nothing is open. */
  abandon(): Promise<void> {
    return Promise.resolve()
  }

  drop(): void {
    // The call itself repeats the 2xx, and stops.
  }
}

const callOfTheIwf = 'the call was made by the IWF'
