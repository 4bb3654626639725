import { deferred } from '../../protocols/deferred.ts'
import { AckRepeater } from '../../protocols/sip/ack-repeater.ts'
import type { ClientTransactionUser } from '../../protocols/sip/client-transaction.ts'
import type { Dialog, DialogEndpoint } from '../../protocols/sip/dialog.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { header, type HeaderField } from '../../protocols/sip/build.ts'
import { cancelOf } from '../../protocols/sip/hop-request.ts'
import { newBranch } from '../../protocols/sip/identifiers.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import { overridden } from '../../protocols/sip/overridden-headers.ts'
import type { ParsedResponse } from '../../protocols/sip/parsed.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, awaited, Inbox, Stalled } from '../wait.ts'
import type { CallHost, CallOpening } from './call-opening.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import type { InDialogRequest } from './interface.ts'
import { EarlyDialogs } from './early-dialogs.ts'
import { nextHopOf } from './next-hop.ts'
import type { StartedRequest } from './peer-core.ts'
import { contact } from './requests.ts'

export interface OutgoingInviteOptions {
  readonly request: SipRequest
  readonly transport: SipTransportName
  readonly callId: string
  readonly fromTag: string
  /** Without an offer the 2xx brings one, and the ACK answers it (RFC 3261 §13.2.1). */
  readonly offers: boolean
  readonly acknowledges: boolean
  readonly retransmits: boolean
}

/** The INVITE with which our user begins a call, up to and including its ACK. */
export class OutgoingInvite implements CallOpening, ClientTransactionUser {
  readonly callId: string
  readonly localTag: string
  readonly sent: Promise<WireReference>
  readonly #setting: CallSetting
  readonly #options: OutgoingInviteOptions
  readonly #host: CallHost
  readonly #octets: Buffer
  readonly #provisionals: Inbox<SipResponse>
  readonly #final = deferred<SipResponse>()
  /** Something came, so that a CANCEL may go (RFC 3261 §9.1). */
  readonly #answering = deferred<void>()
  readonly #acks = new AckRepeater()
  /** To tags of the 2xx: more than one when a proxy forked the INVITE. */
  readonly #accepted = new Set<string>()
  /** The dialogs that provisional responses have made, by their To tags. */
  readonly #early = new EarlyDialogs()
  #started: StartedRequest | undefined
  #over = false

  constructor(setting: CallSetting, options: OutgoingInviteOptions, host: CallHost) {
    this.#setting = setting
    this.#options = options
    this.#host = host
    this.callId = options.callId
    this.localTag = options.fromTag
    this.#octets = serialiseSip(options.request)
    this.#provisionals = new Inbox(setting.context.clock, setting.context.observer)
    this.sent = this.#start().catch((error: unknown) => {
      const stalled = Stalled.by('INVITE', error)
      this.#fail(`it could not be sent: ${stalled.because}`)
      throw stalled
    })
    void abandonable(this.sent)
  }

  async #start(): Promise<WireReference> {
    const { core } = this.#setting
    const { request, transport, retransmits } = this.#options
    const flow = await core.flowTo(core.target(transport))
    if (this.#over) throw new Stalled('INVITE', 'the call was given up before')
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
    return { sent: abandonable(this.sent.then(() => this.#started?.flow.send(this.#octets) ?? 0)) }
  }

  cancel(headers: readonly HeaderField[] = []): InDialogRequest {
    const { core, context } = this.#setting
    return new ClientRequest('CANCEL', context, core.bounds.final, async user => {
      await this.sent
      const started = this.#started
      if (!started) throw new Error('the INVITE was never sent')
      return core.start(withHeaders(cancelOf(this.#options.request), headers), started.flow, user)
    })
  }

  merged(): InDialogRequest {
    const { core, context } = this.#setting
    const { request, transport } = this.#options
    const via = viaValue(transport.toUpperCase(), core.local.host, core.local.port, newBranch())
    return new ClientRequest('merged INVITE', context, core.bounds.inviteFinal, async user => {
      await this.sent
      return core.start(withHeaders(request, [['Via', via]]), await core.flowTo(core.target(transport)), user)
    })
  }

  response({ message }: ParsedResponse): void {
    this.#answering.resolve()
    if (message.status < 200) {
      this.#acknowledgeProvisional(message)
      this.#provisionals.add(message)
      return
    }
    if (message.status < 300) this.#accept(message)
    this.#over = true
    this.#final.resolve(message)
    this.#provisionals.close('the final response has come')
  }

  timedOut(): void {
    this.#fail('the transaction timed out without a response (RFC 3261 Timer B)')
  }

  failed(error: Error): void {
    this.#fail(`it could not be delivered: ${error.message}`)
  }

  async abandon(): Promise<void> {
    if (!this.#isOpen()) return
    const { core, context } = this.#setting
    const what = 'response to INVITE, before which no CANCEL may go'
    await awaited(context, this.#answering.promise, what, core.bounds.provisional)
    if (this.#isOpen()) await Promise.all([this.cancel().answered(), this.final()])
  }

  drop(): void {
    if (this.#over) return
    this.#started?.transaction.terminate()
    this.#fail('the call was given up')
  }

  #isOpen(): boolean {
    return this.#started !== undefined && !this.#over
  }

  #fail(because: string): void {
    this.#over = true
    this.#answering.resolve()
    this.#final.reject(new Stalled('final response to INVITE', because))
    this.#provisionals.close(because)
  }

  /**
   * The first 2xx makes the call; those of other branches of a forked INVITE are acknowledged and ended at once
   * (RFC 3261 §13.2.2.4).
   */
  #accept(ok: SipResponse): void {
    if (this.#acks.repeat(ok)) return
    const tag = tagOf(ok, 'to') ?? ''
    if (this.#accepted.has(tag)) return
    const { media } = this.#setting
    const { request, transport, offers, acknowledges } = this.#options
    const dialog = this.#early.confirmed(request, ok, this.#endpoint())
    const first = this.#accepted.size === 0
    this.#accepted.add(tag)
    let answer: Buffer | undefined
    if (first) {
      this.#host.established(dialog, transport)
      if (offers) media.negotiated(ok.body)
      else answer = media.answer(ok.body)
    }
    if (!acknowledges) return
    this.#acknowledge(dialog, ok, answer)
    if (!first) this.#hangUp(dialog)
  }

  /** A reliable provisional response gets its PRACK, once however often it is repeated (RFC 3262 §4). */
  #acknowledgeProvisional(provisional: SipResponse): void {
    const { core, context } = this.#setting
    const prack = this.#early.prackFor(this.#options.request, provisional, this.#endpoint())
    if (!prack) return
    const target = this.#nextHop(prack.dialog)
    const request = prack.request(target.transport)
    new ClientRequest('PRACK', context, core.bounds.final, async user =>
      core.start(request, await core.flowTo(target), user),
    )
  }

  #endpoint(): DialogEndpoint {
    const { core, origin } = this.#setting
    const { transport } = this.#options
    return { transport, ...core.local, contact: contact(origin, transport) }
  }

  #acknowledge(dialog: Dialog, ok: SipResponse, answer: Buffer | undefined): void {
    const { core } = this.#setting
    const target = this.#nextHop(dialog)
    const sdp = answer && { headers: [['Content-Type', 'application/sdp']] as const, body: answer }
    const ack = serialiseSip(dialog.makeAck(ok, { transport: target.transport, ...sdp }))
    const send = () => {
      // Without a way to the IWF its 2xx goes unacknowledged, which the record shows.
      core.flowTo(target).then(
        flow => void flow.send(ack),
        () => undefined,
      )
    }
    this.#acks.acknowledged(ok, send)
    send()
  }

  #hangUp(dialog: Dialog): ClientRequest {
    const { core, context } = this.#setting
    const target = this.#nextHop(dialog)
    const bye = dialog.makeRequest('BYE', { transport: target.transport })
    return new ClientRequest('BYE', context, core.bounds.final, async user =>
      core.start(bye, await core.flowTo(target), user),
    )
  }

  #nextHop(dialog: Dialog) {
    return nextHopOf(dialog, this.#setting.core.target(this.#options.transport))
  }
}

const withHeaders = (message: SipRequest, headers: readonly HeaderField[]): SipRequest => ({
  ...message,
  headers: overridden(
    message.headers.map(({ name, value }) => [name, value] as const),
    headers,
  ).map(([name, value]) => header(name, value)),
})
