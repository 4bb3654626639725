import { buildCpim } from '../../protocols/cpim/build.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { essence } from '../../protocols/media-type.ts'
import { newMessageId, newSessionId } from '../../protocols/msrp/identifiers.ts'
import { buildSend } from '../../protocols/msrp/requests.ts'
import type { MsrpSession } from '../../protocols/msrp/session.ts'
import { msrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'
import { findMessageMedia, type MessageMedia } from '../../protocols/sdp/message-media.ts'
import { answerSetup } from '../../protocols/sdp/offer-answer.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import type { Stimulus } from '../stimulus.ts'
import { Stalled, type WaitContext } from '../wait.ts'
import type { Content, SendOptions, SentMessage } from './interface.ts'
import { answerSdp, offerSdp, plainOffer, type MediaDescription, type SessionFacts } from './offer.ts'
import type { PeerCore } from './peer-core.ts'
import { PeerMessage } from './peer-message.ts'

export interface MediaLegOptions {
  readonly core: PeerCore
  readonly context: WaitContext
  /** Becomes part of the session id, so that messages can be attributed. */
  readonly token: string
  /** The user whose leg it is, and the one at the other end: From and To of CPIM. */
  readonly user: string
  readonly peer: string
  arrived(type: string, octets: Buffer): void
}

/** The MSRP session of one call, from its session description to its end. */
export class MediaLeg {
  readonly #options: MediaLegOptions
  #session: MsrpSession | undefined
  #remote: MessageMedia | undefined
  #description: MediaDescription = plainOffer

  constructor(options: MediaLegOptions) {
    this.#options = options
  }

  /** Our offer: that of a plain client, with what is given in its place. An explicit `undefined` leaves a part out. */
  offer(overrides: Partial<MediaDescription>): Buffer {
    this.#description = { ...plainOffer, ...overrides }
    const active = this.#description.setup === 'active'
    const facts = this.#facts(active)
    this.#open(facts.path)
    return offerSdp(this.#description, facts)
  }

  /** Our answer to an offer of the IWF. We listen where the offer allows it, else we connect at once. */
  answer(offer: Buffer): Buffer {
    const { description } = parseSdp(offer)
    const found = findMessageMedia(description)
    if (!found) return Buffer.alloc(0)
    this.#remote = found.media
    const active = answerSetup(found.media.setup) === 'active'
    const path = this.#session?.localUri
    const facts = path ? { ...this.#facts(active), path } : this.#facts(active)
    const session = this.#session ?? this.#open(facts.path)
    session.setRemotePath(found.media.path)
    if (active && !session.connection) session.connect({ reuse: false }).catch(() => undefined)
    return answerSdp(description, found.index, found.media, this.#description, facts)
  }

  /** The other side's description has come. One without an MSRP line leaves the session where it is. */
  negotiated(remoteSdp: Buffer): void {
    const found = findMessageMedia(parseSdp(remoteSdp).description)
    if (!found) return
    this.#remote = found.media
    if (found.media.path.length > 0) this.#session?.setRemotePath(found.media.path)
  }

  /** Opens the connection and stays silent. */
  async connect(): Promise<void> {
    const session = this.#demandSession('MSRP connection')
    try {
      await session.connect({ bind: 'none', reuse: false })
    } catch (error) {
      throw new Stalled('MSRP connection', error instanceof Error ? error.message : String(error))
    }
  }

  /** Connects if need be, sends a bodiless SEND and waits for its 200. */
  async bind(): Promise<Stimulus> {
    const session = this.#demandSession('MSRP connection')
    if (!session.connection) await this.connect()
    const request = buildSend(session.paths, { messageId: newMessageId() }, { start: 1, end: 0, total: 0 }, undefined)
    const { core, context } = this.#options
    context.observer.waiting('200 to the bodiless SEND', core.bounds.msrpResponse)
    const { sent, result } = session.transact(request)
    const outcome = await result
    if (outcome.kind !== 'response') throw new Stalled('200 to the bodiless SEND', outcome.kind)
    const { status } = outcome.response
    if (status !== 200) throw new Stalled('200 to the bodiless SEND', `it was answered ${status}`)
    return { sent: Promise.resolve(sent) }
  }

  send(content: Content, options: SendOptions): SentMessage {
    const { core, context } = this.#options
    const session = this.#demandSession('SEND')
    const { contentType, body } = this.#wrapped(content, options.wrap)
    return new PeerMessage(context, core.bounds, handlers =>
      session.send({
        contentType,
        body,
        successReport: options.successReport ?? false,
        failureReport: options.failureReport ?? 'yes',
        ...(options.chunk === undefined ? {} : { chunkSizes: [options.chunk] }),
        ...handlers,
      }),
    )
  }

  end(): void {
    this.#session?.close()
  }

  /** CPIM when that is what the other side wants first (RFC 4975 §13), or as asked for. */
  #wrapped({ type, octets }: Content, wrap: SendOptions['wrap']): { contentType: string; body: Buffer } {
    const first = this.#remote?.acceptTypes[0]
    const cpim = wrap === undefined ? first !== undefined && essence(first) === 'message/cpim' : wrap === 'cpim'
    if (!cpim) return { contentType: type, body: octets }
    const { user, peer } = this.#options
    const dateTime = new Date().toISOString()
    const message = buildCpim({ from: { uri: user }, to: { uri: peer }, dateTime, contentType: type, content: octets })
    return { contentType: 'message/cpim', body: serialiseCpim(message) }
  }

  #open(localUri: MsrpUri): MsrpSession {
    const session = this.#options.core.msrp.createSession(
      { localUri },
      { message: message => this.#options.arrived(message.contentType, message.body) },
    )
    this.#session = session
    return session
  }

  #facts(active: boolean): SessionFacts {
    const { core, token } = this.#options
    const { host, port } = core.msrp.address
    // An active party need not say where it listens (RFC 6135 §4.2.2).
    return {
      host,
      path: msrpUri(host, active ? 9 : port, `${token}${newSessionId()}`),
      sessionId: core.newSdpSessionId(),
    }
  }

  #demandSession(what: string): MsrpSession {
    if (!this.#session || !this.#remote) throw new Stalled(what, 'no MSRP session was negotiated')
    return this.#session
  }
}
