import { deferred } from '../../protocols/deferred.ts'
import { AckRepeater } from '../../protocols/sip/ack-repeater.ts'
import type { ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { cancelOf } from '../../protocols/sip/hop-request.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import type { ParsedResponse } from '../../protocols/sip/parsed.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { awaited, Inbox, Stalled } from '../wait.ts'
import type { CallOpening, CallWay, Established } from './call-opening.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import type { InDialogRequest } from './interface.ts'
import type { StartedRequest } from './peer-core.ts'
import { contact } from './requests.ts'

export interface OutgoingInviteOptions {
  readonly request: SipRequest
  readonly transport: SipTransportName
  readonly callId: string
  readonly fromTag: string
  readonly acknowledges: boolean
  readonly retransmits: boolean
}

/** The INVITE with which our user begins a call, up to and including its ACK. */
export class OutgoingInvite implements CallOpening, ClientTransactionUser {
  readonly callId: string
  readonly sent: Promise<WireReference>
  readonly #setting: CallSetting
  readonly #options: OutgoingInviteOptions
  readonly #established: (established: Established) => CallWay
  readonly #octets: Buffer
  readonly #provisionals: Inbox<SipResponse>
  readonly #final = deferred<SipResponse>()
  readonly #acks = new AckRepeater()
  #started: StartedRequest | undefined
  #over = false

  constructor(
    setting: CallSetting,
    options: OutgoingInviteOptions,
    established: (established: Established) => CallWay,
  ) {
    this.#setting = setting
    this.#options = options
    this.#established = established
    this.callId = options.callId
    this.#octets = serialiseSip(options.request)
    this.#provisionals = new Inbox(setting.core.clock, setting.observer)
    this.sent = this.#start()
    this.sent.catch((error: unknown) => this.#fail(`it could not be sent: ${messageOf(error)}`))
  }

  async #start(): Promise<WireReference> {
    const { core } = this.#setting
    const { request, transport, retransmits } = this.#options
    const flow = await core.flowTo(core.target(transport))
    this.#started = core.start(request, flow, this, { octets: this.#octets, conduct: { retransmits } })
    return this.#started.reference
  }

  provisional(): Promise<SipResponse> {
    return this.#provisionals.take('provisional response to INVITE', this.#setting.core.bounds.provisional)
  }

  final(): Promise<SipResponse> {
    const { core, context } = this.#setting
    return awaited(context, this.#final.promise, 'final response to INVITE', core.bounds.inviteFinal)
  }

  repeat(): Stimulus {
    return { sent: this.sent.then(() => this.#started?.flow.send(this.#octets) ?? 0) }
  }

  cancel(): InDialogRequest {
    const { core, context } = this.#setting
    return new ClientRequest('CANCEL', context, core.bounds.final, async user => {
      await this.sent
      const started = this.#started
      if (!started) throw new Error('the INVITE was never sent')
      return core.start(cancelOf(this.#options.request), started.flow, user).reference
    })
  }

  response({ message }: ParsedResponse): void {
    if (message.status < 200) {
      this.#provisionals.add(message)
      return
    }
    if (message.status < 300 && this.#acks.repeat(message)) return
    const first = !this.#over
    this.#over = true
    if (first && message.status < 300) this.#accept(message)
    this.#final.resolve(message)
    this.#provisionals.close('the final response has come')
  }

  timedOut(): void {
    this.#fail('the transaction timed out without a response (RFC 3261 Timer B)')
  }

  failed(error: Error): void {
    this.#fail(`it could not be delivered: ${error.message}`)
  }

  #fail(because: string): void {
    this.#over = true
    this.#final.reject(new Stalled('final response to INVITE', because))
    this.#provisionals.close(because)
  }

  #accept(response: SipResponse): void {
    const { core, origin } = this.#setting
    const { request, transport } = this.#options
    const { host, port } = core.local
    const dialog = Dialog.ofClient(request, response, { transport, host, port, contact: contact(origin, transport) })
    const { flow } = this.#established({ dialog, transport, remoteSdp: response.body })
    if (!this.#options.acknowledges) return
    const ack = serialiseSip(dialog.makeAck(response))
    const send = () => {
      // Without a way to the IWF its 2xx goes unacknowledged, which the record shows.
      flow().then(
        way => void way.send(ack),
        () => undefined,
      )
    }
    this.#acks.acknowledged(response, send)
    send()
  }

  async abandon(): Promise<void> {
    if (!this.#started || this.#over) return
    const cancelling = this.cancel()
    await Promise.all([cancelling.answered(), this.final()])
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
