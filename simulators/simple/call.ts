import { response } from '../../protocols/sip/build.ts'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipFlow, SipTarget, SipTransportName } from '../../protocols/sip/flow.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { Inbox, Stalled, type Bound } from '../wait.ts'
import type { CallOpening, CallWay, Established } from './call-opening.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import type { Call, Content, Delivered, InDialogRequest, SendOptions, SentMessage } from './interface.ts'
import type { DialogOwner } from './peer-core.ts'
import { contact, ALLOWED } from './requests.ts'

/** One call of a user: its opening, its dialog, its MSRP session. */
export class SimpleCall implements Call, DialogOwner {
  readonly #setting: CallSetting
  readonly #opening: CallOpening
  readonly #requests: Inbox<SipRequest>
  #dialog: Dialog | undefined
  #transport: SipTransportName = 'tcp'

  /** `open` begins the call and is told by whom to be told when the dialog is there. */
  constructor(setting: CallSetting, open: (established: (established: Established) => CallWay) => CallOpening) {
    this.#setting = setting
    this.#requests = new Inbox(setting.core.clock, setting.observer)
    this.#opening = open(established => this.#begin(established))
  }

  get sent(): Promise<WireReference> {
    return this.#opening.sent
  }
  get callId(): string {
    return this.#opening.callId
  }

  #begin({ dialog, transport, remoteSdp }: Established): CallWay {
    this.#dialog = dialog
    this.#transport = transport
    this.#setting.media.negotiated(remoteSdp)
    return { flow: () => this.#flow() }
  }

  /**
   * The flow to the next hop of the dialog. Proxies that recorded a route are played by this peer, so what is routed
   * through them goes to the IWF as the INVITE did; otherwise Contact says where.
   */
  #flow(): Promise<SipFlow> {
    const { core } = this.#setting
    const direct = core.target(this.#transport)
    const contact = this.#dialog?.routeSet.length === 0 ? parseSipUri(this.#dialog.remoteTarget) : undefined
    if (!contact) return core.flowTo(direct)
    const target: SipTarget = {
      transport: this.#transport,
      host: contact.host,
      port: contact.port ?? direct.port,
    }
    return core.flowTo(target)
  }

  provisional(): Promise<SipResponse> {
    return this.#opening.provisional()
  }

  final(): Promise<SipResponse> {
    return this.#opening.final()
  }

  async accepted(): Promise<SipResponse> {
    const final = await this.#opening.final()
    if (final.status >= 300) throw new Stalled('2xx to INVITE', `it was refused with ${final.status} ${final.reason}`)
    return final
  }

  repeat(): Stimulus {
    return this.#opening.repeat()
  }

  cancel(): InDialogRequest {
    return this.#opening.cancel()
  }

  inDialog(method: 'OPTIONS' | 'BYE' | 'INFO' | 'MESSAGE'): InDialogRequest {
    const { core, context } = this.#setting
    return new ClientRequest(method, context, core.bounds.final, async user => {
      const dialog = this.#dialog
      if (!dialog) throw new Error('there is no dialog')
      const request = dialog.makeRequest(method, { transport: this.#transport })
      if (method === 'BYE') dialog.terminate()
      return core.start(request, await this.#flow(), user).reference
    })
  }

  bye(): InDialogRequest {
    return this.inDialog('BYE')
  }

  next(method: 'BYE' | 'INVITE' | 'OPTIONS', bound?: Bound): Promise<SipRequest> {
    const within = bound ?? this.#setting.core.bounds.inDialogRequest
    return this.#requests.take(`${method} of the IWF in the dialog`, within, request => request.method === method)
  }

  connect(): Promise<void> {
    return this.#setting.media.connect()
  }

  bind(): Promise<Stimulus> {
    return this.#setting.media.bind()
  }

  send(text: string, options: SendOptions = {}): SentMessage {
    return this.sendContent({ type: 'text/plain;charset=UTF-8', octets: Buffer.from(text, 'utf8') }, options)
  }

  sendContent(content: Content, options: SendOptions = {}): SentMessage {
    return this.#setting.media.send(content, options)
  }

  received(text: string): Promise<Delivered> {
    return this.#setting.takeDelivered(this.#setting.media, text)
  }

  /** A request of the IWF within the dialog: answered as a plain client would, and kept for the script. */
  onRequest({ request, transaction }: IncomingRequest): void {
    this.#dialog?.acceptIncoming(request)
    this.#requests.add(request)
    switch (request.method) {
      case 'BYE':
        transaction.respond(response(request, 200))
        this.#dialog?.terminate()
        this.#setting.media.end()
        return
      case 'INVITE': {
        const body = this.#setting.media.answer(request.body)
        const headers = [
          ['Contact', contact(this.#setting.origin, this.#transport)],
          ['Content-Type', 'application/sdp'],
        ] as const
        transaction.respond(response(request, 200, { headers, body }))
        return
      }
      case 'OPTIONS':
      case 'INFO':
      case 'MESSAGE':
        transaction.respond(response(request, 200))
        return
      default:
        transaction.respond(response(request, 405, { headers: [['Allow', ALLOWED]] }))
    }
  }

  onAck(): void {
    this.#opening.acknowledged?.()
  }

  async close(): Promise<void> {
    try {
      await this.#opening.abandon()
      if (this.#dialog?.state === 'confirmed') await this.bye().answered()
    } catch (error) {
      // An IWF that does not answer has been judged by then; the next execution must not wait for it.
      if (!(error instanceof Stalled)) throw error
    } finally {
      this.#setting.media.end()
      this.#requests.close('the scenario is over')
    }
  }
}
