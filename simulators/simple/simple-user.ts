import { response, type ResponseParts } from '../../protocols/sip/build.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import type { SipTarget } from '../../protocols/sip/flow.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import { newBranch, newTag } from '../../protocols/sip/identifiers.ts'
import type { ParsedSip, SipRequest } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { lawfulServerConduct } from '../../protocols/sip/server-transaction.ts'
import type { IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import type { OctetStream } from '../../protocols/wire/stream.ts'
import type { WireReference } from '../../protocols/wire/tap.ts'
import type { Behaviour } from '../behaviour.ts'
import { DeclaredBehaviours } from '../declared-behaviours.ts'
import type { Stimulus } from '../stimulus.ts'
import type { PeerObserver } from '../observer.ts'
import { abandonable, Inbox, Stalled, type Bound, type WaitContext } from '../wait.ts'
import { SimpleCall } from './call.ts'
import type { CallSetting } from './call-setting.ts'
import { ClientRequest } from './client-request.ts'
import { contentOf } from './content.ts'
import { IncomingInvite } from './incoming-invite.ts'
import type { InviteBehaviour, OwnInviteBehaviour } from './invite-behaviour.ts'
import type {
  Addressee,
  Call,
  Delivered,
  InDialogRequest,
  InviteOptions,
  RequestOptions,
  SimpleUser,
} from './interface.ts'
import { MediaLeg } from './media-leg.ts'
import type { MediaDescription } from './offer.ts'
import { OutgoingInvite } from './outgoing-invite.ts'
import type { PeerCore } from './peer-core.ts'
import { steadily } from './steady-pace.ts'
import { recorded } from './proxied.ts'
import { ALLOWED, contact, outOfDialogRequest, type RequestOrigin } from './requests.ts'
import { SendAnswers } from './send-answers.ts'
import type { SendBehaviour } from './send-behaviour.ts'

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
/** Content, and the MSRP session in which it came, if in one. */
type Arrived = Delivered & { readonly media: MediaLeg | undefined }

/** A SIMPLE user at the peer. */
export class PeerUser implements SimpleUser {
  readonly uri: string
  readonly #core: PeerCore
  readonly #options: SimpleUserOptions
  readonly #removed: () => void
  readonly #origin: RequestOrigin
  readonly #context: WaitContext
  readonly #delivered: Inbox<Arrived>
  readonly #incoming: Inbox<ParsedSip>
  readonly #accepted: Inbox<Call>
  readonly #behaviours: DeclaredBehaviours<Answered | 're-INVITE', OwnInviteBehaviour>
  readonly #sendAnswers: SendAnswers
  readonly #calls = new Set<SimpleCall>()
  /** INVITEs of the IWF without a final response, because a behaviour withholds it. */
  readonly #ringing = new Set<IncomingRequest>()
  /** Connections for octets that are no request of a transaction. */
  readonly #streams = new Set<OctetStream>()
  #ids = 0

  /** `removed` is called when the user is closed. */
  constructor(core: PeerCore, options: SimpleUserOptions, removed: () => void) {
    const { clock } = core
    const { name, observer } = options
    this.#core = core
    this.#options = options
    this.#removed = removed
    this.uri = `sip:${name}@${core.domain}`
    this.#origin = { uri: this.uri, userPart: name, local: core.local }
    this.#context = { clock, observer }
    this.#delivered = new Inbox(clock, observer)
    this.#incoming = new Inbox(clock, observer)
    this.#accepted = new Inbox(clock, observer)
    this.#behaviours = new DeclaredBehaviours(clock, observer, this.uri)
    this.#sendAnswers = new SendAnswers(clock, observer, this.uri)
  }

  invite(to: Addressee, options: InviteOptions = {}): Call {
    const { transport = this.#core.transport, offer = {} } = options
    const requestUri = sipUriOf(to)
    const setting = this.#setting(requestUri)
    const callId = this.#newCallId()
    const fromTag = newTag()
    const offers = offer !== 'none'
    const sdp = offers ? { type: 'application/sdp', octets: setting.media.offer(offer) } : undefined
    const { proxies, headers = [] } = options
    const route = proxies ? recorded(proxies, this.#origin, this.#core.behindProxies, transport) : []
    const request = outOfDialogRequest(this.#origin, {
      ...options,
      headers: [...route, ...headers],
      method: 'INVITE',
      requestUri,
      transport,
      callId,
      fromTag,
      branch: newBranch(),
      body: sdp && options.rewrite ? options.rewrite(sdp.octets) : sdp,
    })
    const call = new SimpleCall(
      setting,
      host =>
        new OutgoingInvite(
          setting,
          {
            request,
            transport,
            callId,
            fromTag,
            offers,
            acknowledges: options.ack !== 'withheld',
            retransmits: options.retransmits ?? true,
          },
          host,
        ),
    )
    this.#calls.add(call)
    return call
  }

  invitesSteadily(all: readonly Addressee[], { every }: { readonly every: number }): Promise<readonly Call[]> {
    return steadily(this.#core.clock, all, every, to => this.invite(to))
  }

  sendsVerbatim(compose: (sentBy: string) => Buffer, transport: 'udp' | 'tcp'): Stimulus {
    const core = this.#core
    const { host, port } = core.local
    const octets = compose(`${withBrackets(host)}:${port}`)
    const target = core.target(transport)
    const sent =
      transport === 'tcp' ? this.#sendAlone(octets, target) : core.flowTo(target).then(flow => flow.send(octets))
    return {
      sent: abandonable(
        sent.catch((error: unknown) => {
          throw Stalled.by('octets', error)
        }),
      ),
    }
  }

  /** Whoever cannot read the octets may end the connection, which must not be one that others use. */
  async #sendAlone(octets: Buffer, target: SipTarget): Promise<WireReference> {
    const stream = await this.#core.connect(target)
    this.#streams.add(stream)
    return stream.write(octets)
  }

  message(to: Addressee, text: string, options: Parameters<SimpleUser['message']>[2] = {}): InDialogRequest {
    const { type = 'text/plain;charset=UTF-8' } = options
    return this.request('MESSAGE', to, { ...options, body: { type, octets: Buffer.from(text, 'utf8') } })
  }

  options(to: Addressee): InDialogRequest {
    return this.request('OPTIONS', to)
  }

  received(text: string, within?: Bound): Promise<Delivered> {
    return this.#takeDelivered(text, () => true, within)
  }

  called(): Promise<Call> {
    return this.#accepted.take(`call of the IWF to ${this.uri}`, this.#core.bounds.delivery)
  }

  incoming(...methods: readonly Answered[]): Promise<ParsedSip> {
    return this.#incoming.take(
      `${methods.join(' or ')} of the IWF to ${this.uri}`,
      this.#core.bounds.delivery,
      ({ message }) => message?.kind === 'request' && methods.some(method => method === message.method),
    )
  }

  on(
    ...[method, behaviour]:
      | [method: Answered | 're-INVITE', Behaviour]
      | [method: 'INVITE', InviteBehaviour]
      | [method: 'SEND', SendBehaviour]
  ): void {
    if (method === 'SEND') this.#sendAnswers.declare(behaviour)
    else this.#behaviours.declare(method, behaviour)
  }

  async close(): Promise<void> {
    this.#behaviours.close()
    this.#sendAnswers.close()
    for (const invite of [...this.#ringing]) respond(invite, 480)
    const endings = await Promise.allSettled([...this.#calls].map(call => call.close()))
    this.#calls.clear()
    for (const stream of this.#streams) stream.end()
    this.#delivered.close('the scenario is over')
    this.#incoming.close('the scenario is over')
    this.#accepted.close('the scenario is over')
    this.#removed()
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason
  }

  /** A request of the IWF to this user outside any dialog. */
  receive(incoming: IncomingRequest): void {
    const { request, received } = incoming
    const { method } = request
    if (!this.#options.exists) respond(incoming, 404)
    else if (!isAnswered(method)) respond(incoming, 405, { headers: [['Allow', ALLOWED]] })
    else {
      this.#incoming.add(received)
      if (method === 'INVITE') this.#keepWhileRinging(incoming)
      this.#behaviours.meet(method, {
        answer: () => this.#answer(method, incoming),
        answerStatus: ({ status, headers = [] }) => respondAnything(incoming, status, { headers }),
        ignore: () => {
          incoming.transaction.conduct = { ...lawfulServerConduct, sendsTrying: false }
        },
        own: behaviour => this.#answerAs(behaviour, incoming),
      })
    }
  }

  request(method: string, to: Addressee, options: RequestOptions = {}): InDialogRequest {
    const core = this.#core
    const { transport = this.#core.transport } = options
    const request = outOfDialogRequest(this.#origin, {
      ...options,
      method,
      requestUri: sipUriOf(to),
      transport,
      callId: this.#newCallId(),
      fromTag: newTag(),
      branch: newBranch(),
    })
    return new ClientRequest(method, this.#context, core.bounds.final, async user =>
      core.start(request, await core.flowTo(core.target(transport)), user),
    )
  }

  /** As a plain client that is there and willing. */
  #answer(method: Answered, incoming: IncomingRequest): void {
    switch (method) {
      case 'INVITE':
        if (isOpen(incoming)) this.#acceptCall(incoming)
        return
      case 'MESSAGE':
        respond(incoming, 200)
        this.#messageArrived(incoming.request)
        return
      case 'OPTIONS':
        respond(incoming, 200, {
          headers: [
            ['Contact', contact(this.#origin, incoming.flow.transport)],
            ['Allow', ALLOWED],
            ['Accept', 'application/sdp, text/plain, message/cpim'],
            ['Accept-Encoding', 'identity'],
            ['Accept-Language', 'en'],
          ],
        })
    }
  }

  #answerAs(behaviour: OwnInviteBehaviour, incoming: IncomingRequest): void {
    switch (behaviour.does) {
      case 'describes':
        this.#acceptCall(incoming, behaviour.media)
        return
      case 'forks':
        for (let client = 0; client < behaviour.clients; client++) this.#acceptCall(incoming)
    }
  }

  #acceptCall(incoming: IncomingRequest, described: Partial<MediaDescription> = {}): void {
    const { request } = incoming
    const caller = parseNameAddress(headerValue(request, 'from') ?? '')?.uri ?? ''
    const setting = this.#setting(caller)
    setting.media.describe(described)
    const sdp = setting.media.reply(request.body)
    if (!sdp) {
      respond(incoming, 488)
      return
    }
    const call = new SimpleCall(setting, host => new IncomingInvite(this.#core, this.#origin, incoming, sdp, host))
    this.#calls.add(call)
    this.#accepted.add(call)
  }

  #keepWhileRinging(invite: IncomingRequest): void {
    this.#ringing.add(invite)
    invite.transaction.user = { terminated: () => void this.#ringing.delete(invite) }
  }

  #messageArrived(request: SipRequest): void {
    const content = contentOf(headerValue(request, 'content-type') ?? 'text/plain', request.body)
    this.#delivered.add({ by: 'MESSAGE', media: undefined, ...content })
  }

  /** For a call with the given user. */
  #setting(peer: string): CallSetting {
    const media: MediaLeg = new MediaLeg({
      core: this.#core,
      context: this.#context,
      token: this.#options.token,
      user: this.uri,
      peer,
      answers: this.#sendAnswers,
      arrived: (type, octets) => this.#delivered.add({ by: 'SEND', media, ...contentOf(type, octets) }),
    })
    return {
      core: this.#core,
      origin: this.#origin,
      context: this.#context,
      media,
      behaviours: this.#behaviours,
      takeDelivered: text => this.#takeDelivered(text, arrived => arrived.media === media),
      messageArrived: request => this.#messageArrived(request),
    }
  }

  #takeDelivered(
    text: string,
    matches: (arrived: Arrived) => boolean,
    within = this.#core.bounds.delivery,
  ): Promise<Delivered> {
    return this.#delivered.take(
      `content ${JSON.stringify(text)} at ${this.uri}`,
      within,
      arrived => arrived.text === text && matches(arrived),
    )
  }

  #newCallId(): string {
    return `${this.#options.token}-${++this.#ids}-${newTag()}@${this.#core.local.host}`
  }
}

/** It may have been cancelled while it was held back. */
const isOpen = ({ transaction }: IncomingRequest): boolean => transaction.state === 'proceeding'

const isAnswered = (method: string): method is Answered =>
  method === 'INVITE' || method === 'MESSAGE' || method === 'OPTIONS'

const sipUriOf = (to: Addressee): string => (typeof to === 'string' ? to : (to.sipUri ?? to.uri))

function respond({ request, transaction }: IncomingRequest, status: number, parts: ResponseParts = {}): void {
  transaction.respond(response(request, status, { toTag: newTag(), ...parts }))
}

/** RFC 4320 forbids 408 and most provisional responses to anything but INVITE, and so does the transaction. */
function respondAnything(incoming: IncomingRequest, status: number, parts: ResponseParts): void {
  const { request, flow } = incoming
  const isForbidden = request.method !== 'INVITE' && (status === 408 || status < 200)
  if (isForbidden) flow.send(serialiseSip(response(request, status, { toTag: newTag(), ...parts })))
  else respond(incoming, status, parts)
}
