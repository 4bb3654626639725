import type { Timer } from '../../protocols/clock.ts'
import { deferred, type Deferred } from '../../protocols/deferred.ts'
import { AckRepeater } from '../../protocols/sip/ack-repeater.ts'
import { request, type HeaderField } from '../../protocols/sip/build.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { portOf } from '../../protocols/sip/local-address.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { firstHeaderValue, headerValue } from '../../protocols/sip/headers.ts'
import { cancelOf } from '../../protocols/sip/hop-request.ts'
import type { SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import { serialiseSdp } from '../../protocols/sdp/serialise.ts'
import { withControlTypes } from '../capability/capability-to-sdp.ts'
import type { ClientProfile } from '../capability/client-profile.ts'
import type { MessageForSimple } from '../imps-domain.ts'
import type { Opening } from '../imps-to-simple/deliver.ts'
import { newRequestIdentity, redirected, type RequestIdentity } from '../pager/pager-message.ts'
import type { PairState, SetUp } from '../pair-table.ts'
import { transportOf } from '../sip/sip-front.ts'
import type { SessionContext } from './context.ts'
import { LARGE_MESSAGE } from './large-message.ts'
import { offerOf, readRemoteMedia, type LocalMedia } from './negotiation.ts'
import { Session } from './session.ts'
import { timerIn } from './session-timer.ts'
import { versionNow } from './version.ts'

/** What a session is for: all that the two have to say, or one message that is too large for MESSAGE (AMB-31). */
export type Purpose = 'conversation' | 'one-message'

const NO_ANSWER = 408
const TERMINATED = 487

/**
 * The set-up of a session towards a SIMPLE user, for a message of an IMPS user who cannot begin one. Gives way
 * to a session that the SIMPLE user begins meanwhile (AMB-16). Of a fork the first 2xx is kept, the others are ended.
 */
export class OutgoingSetUp implements SetUp {
  readonly #state: PairState
  readonly #purpose: Purpose
  readonly #context: SessionContext
  readonly #addresses: { readonly imps: string; readonly simple: string }
  readonly #profile: ClientProfile
  readonly #local: LocalMedia
  readonly #over: Deferred<void> = deferred()
  readonly #opening: Deferred<Opening> = deferred()
  readonly #acks = new AckRepeater()
  #invite: SipRequest | undefined
  #provisional = false
  #patience: Timer | undefined
  #yielded = false
  #redirected = false
  #settled = false

  constructor(
    state: PairState,
    message: MessageForSimple,
    addresses: { readonly imps: string; readonly simple: string },
    context: SessionContext,
    purpose: Purpose,
  ) {
    this.#state = state
    this.#purpose = purpose
    this.#context = context
    this.#addresses = addresses
    // Nothing was asked about the client: text, and what it just sent itself.
    const types = new Map<string, number | undefined>([['text/plain', undefined]])
    types.set(message.content.type.split(';', 1)[0]?.trim().toLowerCase() ?? 'text/plain', undefined)
    this.#profile = { any: false, types, anyLimit: undefined }
    const { decisions, features } = context
    const promised = withControlTypes(decisions.promise(this.#profile, features.defaultMaxSize), features)
    this.#local = offerOf(
      promised,
      context.openMedia.listener,
      versionNow(),
      features.activeRole ? 'actpass' : 'passive',
      purpose === 'one-message' ? 'sendonly' : 'sendrecv',
    )
  }

  get over(): Promise<void> {
    return this.#over.promise
  }

  /** Sends the INVITE; settles with what became of it. */
  open(): Promise<Opening> {
    this.#state.began(this)
    this.#send(this.#addresses.simple, newRequestIdentity(this.#context.sip.address.host))
    return this.#opening.promise
  }

  yield(): boolean {
    if (this.#settled || !this.#context.decisions.givesWay()) return true
    this.#yielded = true
    this.#cancel()
    this.#settle({ kind: 'yielded' })
    return true
  }

  #send(requestUri: string, identity: RequestIdentity): void {
    const { sip } = this.#context
    void sip.request(
      transport => {
        this.#invite = this.#make(requestUri, identity, transport)
        return this.#invite
      },
      {
        response: ({ message }) => this.#receive(message, identity),
        timedOut: () => this.#settle({ kind: 'failed', status: NO_ANSWER, retryAfter: undefined }),
        failed: () => this.#settle({ kind: 'failed', status: NO_ANSWER, retryAfter: undefined }),
      },
    )
  }

  #make(
    requestUri: string,
    { branch, callId, tag, sequence }: RequestIdentity,
    transport: SipTransportName,
  ): SipRequest {
    const { sip } = this.#context
    const own = sip.address
    const { imps, simple } = this.#addresses
    const headers: HeaderField[] = [
      ['Via', viaValue(transport.toUpperCase(), own.host, portOf(own, transport), branch)],
      ['Max-Forwards', '70'],
      ['From', `<${imps}>;tag=${tag}`],
      ['To', `<${simple}>`],
      ['Call-ID', callId],
      ['CSeq', `${sequence} INVITE`],
      ['Contact', this.#tagged(sip.contact(transport))],
      ['P-Asserted-Identity', `<${imps}>`],
      sip.allow,
      sip.supported,
      ...sip.invitation(this.#purpose === 'one-message' ? LARGE_MESSAGE : undefined),
      ['Content-Type', 'application/sdp'],
    ]
    return request({ method: 'INVITE', requestUri, headers, body: serialiseSdp(this.#local.description) })
  }

  /** A session for a large message says so, for who takes no other (RFC 3840 §9). */
  #tagged(contact: string): string {
    return this.#purpose === 'one-message' ? `${contact};${LARGE_MESSAGE}` : contact
  }

  #receive(response: SipResponse, identity: RequestIdentity): void {
    const { status } = response
    if (status < 200) this.#progress()
    else if (status < 300) this.#accepted(response)
    else this.#refused(response, identity)
  }

  /** From the first provisional on the transaction waits without end: the patience is this side's own. */
  #progress(): void {
    const { clock, timers } = this.#context
    this.#provisional = true
    if (this.#settled) this.#cancel()
    else
      this.#patience ??= clock.after(64 * timers.T1, () => {
        this.#cancel()
        this.#settle({ kind: 'failed', status: NO_ANSWER, retryAfter: undefined })
      })
  }

  #accepted(response: SipResponse): void {
    const { sip } = this.#context
    if (!this.#invite || this.#acks.repeat(response)) return
    if (this.#settled && !this.#context.decisions.acknowledgesForks()) return
    const transport = transportOf(this.#invite)
    const dialog = Dialog.ofClient(this.#invite, response, sip.endpoint(transport))
    this.#acks.acknowledged(response, sip.acknowledge(dialog, transport, response))
    const read = readRemoteMedia(response.body, sip.address.host, this.#context.openMedia.listener)
    if (this.#settled || 'refusal' in read) {
      // A second branch of a fork, a session that gave way, or an answer that nothing can be done with.
      void sip.requestWithin(dialog, transport, by => dialog.makeRequest('BYE', { transport: by }), ignored)
      this.#settle({ kind: 'failed', status: 488, retryAfter: undefined })
      return
    }
    const { openMedia, decisions, features } = this.#context
    const promised = withControlTypes(decisions.promise(this.#profile, features.defaultMaxSize), features)
    const { pair } = this.#state
    const media = openMedia.open({
      local: this.#local,
      profile: this.#profile,
      promised,
      pair,
      addresses: this.#addresses,
    })
    const session = new Session(
      {
        state: this.#state,
        dialog,
        transport,
        profile: this.#profile,
        promised,
        local: this.#local,
        remote: read.remote,
        media,
        timer: features.sessionTimers ? timerIn(response) : undefined,
        addresses: this.#addresses,
        oneMessage: this.#purpose === 'one-message',
      },
      this.#context,
    )
    session.begin()
    session.confirm(read.remote)
    this.#settle({ kind: 'open', session })
  }

  #refused(response: SipResponse, identity: RequestIdentity): void {
    const { status } = response
    const contact = status < 400 && !this.#redirected ? contactOf(response) : undefined
    if (contact !== undefined && !this.#settled) {
      // A redirection is followed once.
      this.#redirected = true
      this.#send(contact, redirected(identity))
      return
    }
    const given = this.#yielded ? TERMINATED : status
    this.#settle({ kind: 'failed', status: given, retryAfter: headerValue(response, 'retry-after') })
  }

  /** Not before a provisional response: until then there is nothing to be cancelled (RFC 3261 §9.1). */
  #cancel(): void {
    if (!this.#invite || !this.#provisional) return
    const cancel = cancelOf(this.#invite)
    this.#provisional = false
    void this.#context.sip.request(() => cancel, ignored)
  }

  #settle(opening: Opening): void {
    if (this.#settled) return
    this.#settled = true
    this.#patience?.cancel()
    this.#opening.resolve(opening)
    this.#over.resolve()
  }
}

const ignored = { response: () => undefined, timedOut: () => undefined, failed: () => undefined }

function contactOf(response: SipResponse): string | undefined {
  const uri = parseNameAddress(firstHeaderValue(response, 'contact') ?? '')?.uri
  return uri !== undefined && parseSipUri(uri)?.scheme === 'sip' ? uri : undefined
}
