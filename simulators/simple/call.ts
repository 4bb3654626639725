import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { ChunkContent } from '../../protocols/msrp/requests.ts'
import { response, type HeaderField, type ResponseParts } from '../../protocols/sip/build.ts'
import { parseCSeq } from '../../protocols/sip/cseq.ts'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, Inbox, Stalled, type Bound } from '../wait.ts'
import { AcceptedInvite } from './accepted-invite.ts'
import type { CallHost, CallOpening } from './call-opening.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import type {
  Call,
  Content,
  Delivered,
  InDialogOptions,
  InDialogRequest,
  ReInviteOptions,
  SendOptions,
  SentMessage,
} from './interface.ts'
import type { MsrpLine } from './msrp-line.ts'
import { nextHopOf } from './next-hop.ts'
import type { DialogOwner } from './peer-core.ts'
import { reInvite } from './re-invite.ts'
import { acceptance, ALLOWED } from './requests.ts'

/** One call of a user: its opening, its dialog, its MSRP session. */
export class SimpleCall implements Call, DialogOwner {
  readonly #setting: CallSetting
  readonly #opening: CallOpening
  readonly #requests: Inbox<SipRequest>
  /** INVITEs of the IWF whose 2xx awaits its ACK, by their CSeq number. */
  readonly #unacknowledged = new Map<number, AcceptedInvite>()
  #dialog: Dialog | undefined
  #transport: SipTransportName = 'tcp'

  /** `open` begins the call, by an INVITE of ours or by accepting one. */
  constructor(setting: CallSetting, open: (host: CallHost) => CallOpening) {
    const { core, context } = setting
    this.#setting = setting
    this.#requests = new Inbox(context.clock, context.observer)
    this.#opening = open({
      established: (dialog, transport) => {
        this.#dialog = dialog
        this.#transport = transport
      },
      accept: (incoming, ok) => this.#accept(incoming, ok),
    })
    core.registerDialog(this.#opening.callId, this.#opening.localTag, this)
  }

  get sent(): Promise<WireReference> {
    return this.#opening.sent
  }
  get callId(): string {
    return this.#opening.callId
  }

  provisional(): Promise<SipResponse> {
    return this.#opening.provisional()
  }

  final(): Promise<SipResponse> {
    return this.#opening.final()
  }

  accepted(): Promise<SipResponse> {
    const accepted = this.#opening.final().then(final => {
      if (final.status < 300) return final
      throw new Stalled('2xx to INVITE', `it was refused with ${final.status} ${final.reason}`)
    })
    return abandonable(accepted)
  }

  repeat(): Stimulus {
    return this.#opening.repeat()
  }

  cancel(headers: readonly HeaderField[] = []): InDialogRequest {
    return this.#opening.cancel(headers)
  }

  merged(): InDialogRequest {
    return this.#opening.merged()
  }

  reinvite(options: ReInviteOptions = {}): InDialogRequest {
    return reInvite(this.#setting, () => this.#dialog, this.#transport, options)
  }

  inDialog(method: string, content?: Content, { sequence, headers = [] }: InDialogOptions = {}): InDialogRequest {
    const { core, context } = this.#setting
    return new ClientRequest(method, context, core.bounds.final, async user => {
      const dialog = this.#dialog
      if (!dialog) throw new Stalled(method, 'there is no dialog')
      const target = nextHopOf(dialog, core.target(this.#transport))
      const request = dialog.makeRequest(method, {
        transport: target.transport,
        headers: [...(content ? [['Content-Type', content.type] as const] : []), ...headers],
        ...(content ? { body: content.octets } : {}),
        ...(sequence === undefined ? {} : { sequence }),
      })
      // One that the IWF must refuse ends nothing.
      if (method === 'BYE' && sequence === undefined) dialog.terminate()
      return core.start(request, await core.flowTo(target), user)
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

  bind({ over }: { readonly over?: Call } = {}): Promise<Stimulus> {
    const { media } = this.#setting
    if (over instanceof SimpleCall) media.share(over.#setting.media)
    return media.bind()
  }

  framed(content: Content, wrap?: SendOptions['wrap']): ChunkContent {
    return this.#setting.media.framed(content, wrap)
  }

  line(): MsrpLine {
    return this.#setting.media.line()
  }

  anotherLine(): Promise<MsrpLine> {
    return this.#setting.media.anotherLine()
  }

  send(text: string, options: SendOptions = {}): SentMessage {
    return this.sendContent({ type: 'text/plain;charset=UTF-8', octets: Buffer.from(text, 'utf8') }, options)
  }

  sendContent(content: Content, options: SendOptions = {}): SentMessage {
    return this.#setting.media.send(content, options)
  }

  received(text: string): Promise<Delivered> {
    return this.#setting.takeDelivered(text)
  }

  incomingSend(): Promise<IncomingChunk> {
    return this.#setting.media.incomingSend()
  }

  /** A request of the IWF within the dialog: answered as a plain client would, and kept for the script. */
  onRequest(incoming: IncomingRequest): void {
    const { request, transaction } = incoming
    const answer = (status: number, parts?: ResponseParts) => void transaction.respond(response(request, status, parts))
    const refusal = this.#refusalOf(request)
    if (refusal !== undefined) {
      answer(refusal)
      return
    }
    this.#dialog?.acceptIncoming(request)
    this.#requests.add(request)
    switch (request.method) {
      case 'BYE':
        answer(200)
        this.#dialog?.terminate()
        void this.#setting.media.endAnswered()
        return
      case 'INVITE':
        this.#setting.behaviours.meet('re-INVITE', {
          answer: () => this.#renegotiate(incoming),
          answerStatus: ({ status, headers = [] }) => answer(status, { headers }),
          ignore: () => undefined,
        })
        return
      case 'MESSAGE':
        answer(200)
        this.#setting.messageArrived(request)
        return
      case 'OPTIONS':
      case 'INFO':
        answer(200)
        return
      default:
        answer(405, { headers: [['Allow', ALLOWED]] })
    }
  }

  onAck(ack: SipRequest): void {
    const number = sequenceOf(ack)
    const accepted = this.#unacknowledged.get(number)
    if (!accepted) return
    this.#unacknowledged.delete(number)
    accepted.stop()
    this.#setting.media.acknowledged(ack.body)
  }

  /** Ends what is left of the call in order, and then in any case. */
  async close(): Promise<void> {
    try {
      await this.#opening.abandon()
      if (this.#dialog?.state === 'confirmed') await this.bye().answered()
    } catch (error) {
      // An IWF that does not answer has been judged by then; the next execution must not wait for it.
      if (!(error instanceof Stalled)) throw error
    } finally {
      this.#drop()
    }
  }

  #drop(): void {
    const { core, media } = this.#setting
    this.#opening.drop()
    for (const accepted of this.#unacknowledged.values()) accepted.stop()
    this.#unacknowledged.clear()
    media.end()
    this.#requests.close('the scenario is over')
    core.forgetDialog(this.#opening.callId, this.#opening.localTag)
  }

  /** Why a request that claims to be within the dialog is refused (RFC 3261 §12.2.2, §14.2). */
  #refusalOf(request: SipRequest): number | undefined {
    if (!this.#dialog) return request.method === 'INVITE' ? 491 : undefined
    const { belongs, sequence } = this.#dialog.checkIncoming(request)
    if (!belongs) return 481
    // A BYE that crosses ours is as good as an answer to it.
    if (this.#dialog.state === 'terminated' && request.method !== 'BYE') return 481
    if (sequence === 'unreadable') return 400
    return sequence === 'lower' ? 500 : undefined
  }

  #renegotiate(incoming: IncomingRequest): void {
    const { request, transaction } = incoming
    const { media, origin } = this.#setting
    const sdp = media.reply(request.body)
    if (!sdp) transaction.respond(response(request, 488))
    else {
      const accepting = acceptance(origin, this.#transport, sdp)
      const headers = [...accepting.headers, ...keptTimer(request)]
      this.#accept(incoming, response(request, 200, { ...accepting, headers }))
    }
  }

  #accept({ request, transaction }: IncomingRequest, ok: SipResponse): WireReference {
    const { clock, timers } = this.#setting.core
    const number = sequenceOf(request)
    const accepted = new AcceptedInvite({
      clock,
      timers,
      transaction,
      ok,
      unacknowledged: () => this.#unacknowledgedFor(number),
    })
    this.#unacknowledged.set(number, accepted)
    return accepted.sent
  }

  /** Without an ACK there is no session (RFC 3261 §13.3.1.4). */
  #unacknowledgedFor(number: number): void {
    this.#unacknowledged.delete(number)
    if (this.#dialog?.state === 'confirmed') this.bye()
    this.#setting.media.end()
  }
}

const sequenceOf = (request: SipRequest): number => parseCSeq(headerValue(request, 'cseq') ?? '')?.number ?? -1

/** A session that has a timer keeps it, as the IWF would have it (RFC 4028 §9). */
function keptTimer(request: SipRequest): readonly HeaderField[] {
  const written = headerValue(request, 'session-expires')
  if (written === undefined) return []
  const required: readonly HeaderField[] = /;\s*refresher\s*=\s*uac/i.test(written) ? [['Require', 'timer']] : []
  return [...required, ['Session-Expires', written]]
}
