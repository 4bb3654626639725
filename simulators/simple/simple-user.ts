import { response } from '../../protocols/sip/build.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newBranch, newTag } from '../../protocols/sip/identifiers.ts'
import type { ParsedSip, SipRequest } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { behaviourName, type Behaviour } from '../behaviour.ts'
import type { PeerObserver } from '../observer.ts'
import { Inbox, type WaitContext } from '../wait.ts'
import { SimpleCall } from './call.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import { IncomingInvite } from './incoming-invite.ts'
import type { Call, Delivered, InDialogRequest, InviteOptions, SimpleUser } from './interface.ts'
import { MediaLeg } from './media-leg.ts'
import { contentOf } from './content.ts'
import { OutgoingInvite } from './outgoing-invite.ts'
import type { PeerCore } from './peer-core.ts'
import { ALLOWED, contact, outOfDialogRequest, type RequestOrigin } from './requests.ts'

export interface SimpleUserOptions {
  /** User part of the address. */
  readonly name: string
  /** Becomes part of Call-IDs and MSRP session ids, so that messages can be attributed. */
  readonly token: string
  /** A user who does not exist gets 404 on whatever is sent to him. */
  readonly exists: boolean
  readonly observer: PeerObserver
}

type Answered = 'INVITE' | 'MESSAGE' | 'OPTIONS'
type Arrived = Delivered & { readonly media: MediaLeg | undefined }

/** A SIMPLE user at the peer. */
export class PeerUser implements SimpleUser {
  readonly uri: string
  readonly #core: PeerCore
  readonly #options: SimpleUserOptions
  readonly #origin: RequestOrigin
  readonly #context: WaitContext
  readonly #delivered: Inbox<Arrived>
  readonly #incoming: Inbox<ParsedSip>
  readonly #behaviours = new Map<Answered, Behaviour>()
  readonly #calls = new Set<SimpleCall>()
  #ids = 0

  constructor(core: PeerCore, options: SimpleUserOptions) {
    this.#core = core
    this.#options = options
    this.uri = `sip:${options.name}@${core.domain}`
    this.#origin = { uri: this.uri, userPart: options.name, local: core.local }
    this.#context = { clock: core.clock, observer: options.observer }
    this.#delivered = new Inbox(core.clock, options.observer)
    this.#incoming = new Inbox(core.clock, options.observer)
  }

  invite(to: { readonly uri: string } | string, options: InviteOptions = {}): Call {
    const transport = options.transport ?? 'tcp'
    const media = this.#newMedia(sipUriOf(to))
    const callId = this.#newCallId()
    const fromTag = newTag()
    const request = outOfDialogRequest(this.#origin, {
      method: 'INVITE',
      requestUri: sipUriOf(to),
      transport,
      callId,
      fromTag,
      branch: newBranch(),
      from: options.from,
      to: options.to,
      displayName: options.displayName,
      viaBelow: options.viaBelow,
      headers: options.headers,
      body:
        options.offer === 'none' ? undefined : { type: 'application/sdp', octets: media.offer(options.offer ?? {}) },
    })
    const call = new SimpleCall(
      this.#setting(media),
      established =>
        new OutgoingInvite(
          this.#setting(media),
          {
            request,
            transport,
            callId,
            fromTag,
            acknowledges: options.ack !== 'withheld',
            retransmits: options.retransmits ?? true,
          },
          established,
        ),
    )
    this.#core.registerDialog(callId, fromTag, call)
    this.#calls.add(call)
    return call
  }

  message(
    to: { readonly uri: string } | string,
    text: string,
    options: Parameters<SimpleUser['message']>[2] = {},
  ): InDialogRequest {
    const octets = Buffer.from(text, 'utf8')
    return this.#request('MESSAGE', to, {
      ...options,
      body: { type: options.type ?? 'text/plain;charset=UTF-8', octets },
    })
  }

  options(to: { readonly uri: string } | string): InDialogRequest {
    return this.#request('OPTIONS', to, {})
  }

  #request(
    method: 'MESSAGE' | 'OPTIONS',
    to: { readonly uri: string } | string,
    options: Pick<InviteOptions, 'transport' | 'headers' | 'from' | 'to'> & {
      readonly body?: { readonly type: string; readonly octets: Buffer }
    },
  ): InDialogRequest {
    const core = this.#core
    const transport = options.transport ?? 'tcp'
    const request = outOfDialogRequest(this.#origin, {
      ...options,
      method,
      requestUri: sipUriOf(to),
      transport,
      callId: this.#newCallId(),
      fromTag: newTag(),
      branch: newBranch(),
    })
    return new ClientRequest(
      method,
      this.#context,
      core.bounds.final,
      async user => core.start(request, await core.flowTo(core.target(transport)), user).reference,
    )
  }

  received(text: string): Promise<Delivered> {
    return this.#takeDelivered(text, () => true)
  }

  incoming(method: Answered): Promise<ParsedSip> {
    return this.#incoming.take(
      `${method} of the IWF to ${this.uri}`,
      this.#core.bounds.delivery,
      ({ message }) => message?.kind === 'request' && message.method === method,
    )
  }

  on(method: Answered, behaviour: Behaviour): void {
    this.#behaviours.set(method, behaviour)
    this.#options.observer.behaviour(`${method}: ${behaviourName(behaviour)}`, this.uri, false)
  }

  async close(): Promise<void> {
    const endings = await Promise.allSettled([...this.#calls].map(call => call.close()))
    this.#delivered.close('the scenario is over')
    this.#incoming.close('the scenario is over')
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  }

  /** A request of the IWF to this user outside any dialog. */
  receive(incoming: IncomingRequest): void {
    const { request, transaction, received } = incoming
    if (!this.#options.exists) {
      transaction.respond(response(request, 404, { toTag: newTag() }))
      return
    }
    if (!isAnswered(request.method)) {
      transaction.respond(response(request, 405, { toTag: newTag(), headers: [['Allow', ALLOWED]] }))
      return
    }
    this.#incoming.add(received)
    const behaviour = this.#behaviours.get(request.method)
    if (!behaviour) {
      this.#answer(incoming)
      return
    }
    this.#options.observer.behaviour(`${request.method}: ${behaviourName(behaviour)}`, this.uri, true)
    switch (behaviour.kind) {
      case 'ignores':
        return
      case 'holds':
        this.#core.clock.after(behaviour.during, () => this.#answer(incoming))
        return
      case 'awaits':
        behaviour.release.then(() => this.#answer(incoming))
        return
      case 'answers':
        transaction.respond(response(request, behaviour.status, { toTag: newTag(), headers: behaviour.headers ?? [] }))
    }
  }

  /** As a plain client that is there and willing. */
  #answer(incoming: IncomingRequest): void {
    const { request, transaction } = incoming
    switch (request.method) {
      case 'MESSAGE':
        transaction.respond(response(request, 200, { toTag: newTag() }))
        this.#arrived(request, undefined)
        return
      case 'OPTIONS':
        transaction.respond(
          response(request, 200, {
            toTag: newTag(),
            headers: [
              ['Contact', contact(this.#origin, incoming.flow.transport)],
              ['Allow', ALLOWED],
              ['Accept', 'application/sdp, text/plain, message/cpim'],
              ['Accept-Encoding', 'identity'],
              ['Accept-Language', 'en'],
              ['Supported', 'timer'],
            ],
          }),
        )
        return
      default:
        this.#acceptCall(incoming)
    }
  }

  #acceptCall(incoming: IncomingRequest): void {
    const caller = parseNameAddress(headerValue(incoming.request, 'from') ?? '')?.uri ?? ''
    const setting = this.#setting(this.#newMedia(caller))
    let localTag = ''
    const call = new SimpleCall(setting, established => {
      const opening = new IncomingInvite(setting, incoming, established)
      localTag = opening.localTag
      return opening
    })
    this.#core.registerDialog(call.callId, localTag, call)
    this.#calls.add(call)
  }

  #arrived(request: SipRequest, media: MediaLeg | undefined): void {
    const content = contentOf(headerValue(request, 'content-type') ?? 'text/plain', request.body)
    this.#delivered.add({ by: 'MESSAGE', media, ...content })
  }

  #newMedia(peer: string): MediaLeg {
    const media: MediaLeg = new MediaLeg({
      core: this.#core,
      context: this.#context,
      token: this.#options.token,
      user: this.uri,
      peer,
      arrived: (type, octets) => this.#delivered.add({ by: 'SEND', media, ...contentOf(type, octets) }),
    })
    return media
  }

  #setting(media: MediaLeg): CallSetting {
    return {
      core: this.#core,
      origin: this.#origin,
      observer: this.#options.observer,
      context: this.#context,
      media,
      takeDelivered: (leg, text) => this.#takeDelivered(text, arrived => arrived.media === leg),
    }
  }

  #takeDelivered(text: string, matches: (arrived: Arrived) => boolean): Promise<Delivered> {
    return this.#delivered.take(
      `content ${JSON.stringify(text)} at ${this.uri}`,
      this.#core.bounds.delivery,
      arrived => arrived.text === text && matches(arrived),
    )
  }

  #newCallId(): string {
    return `${this.#options.token}-${++this.#ids}-${newTag()}@${this.#core.local.host}`
  }
}

const isAnswered = (method: string): method is Answered =>
  method === 'INVITE' || method === 'MESSAGE' || method === 'OPTIONS'

/** How SIP addresses somebody: IMPS users by the SIP form of their address. */
function sipUriOf(to: { readonly uri: string } | string): string {
  const uri = typeof to === 'string' ? to : 'sipUri' in to && typeof to.sipUri === 'string' ? to.sipUri : to.uri
  return uri
}
