import { buildCpim } from '../../protocols/cpim/build.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { deferred } from '../../protocols/deferred.ts'
import { essence } from '../../protocols/media-type.ts'
import type { MsrpConnection } from '../../protocols/msrp/connection.ts'
import { portOf } from '../../protocols/msrp/local-address.ts'
import { newMessageId, newSessionId } from '../../protocols/msrp/identifiers.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import { buildSend, type ChunkContent } from '../../protocols/msrp/requests.ts'
import type { OutgoingMessage } from '../../protocols/msrp/outgoing-message.ts'
import type { MsrpSession } from '../../protocols/msrp/session.ts'
import { msrpUri, serialiseMsrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'
import { findMessageMedia, type MessageMedia } from '../../protocols/sdp/message-media.ts'
import { answerSetup, connectingParty } from '../../protocols/sdp/offer-answer.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import type { Stimulus } from '../stimulus.ts'
import { abandonable, awaited, Inbox, Stalled, type WaitContext } from '../wait.ts'
import type { Content, SendOptions, SentMessage } from './interface.ts'
import { answerSdp, offerSdp, plainOffer, type MediaDescription, type SessionFacts } from './offer.ts'
import { PeerLine, type MsrpLine } from './msrp-line.ts'
import type { PeerCore } from './peer-core.ts'
import { PeerMessage } from './peer-message.ts'
import type { SendAnswers } from './send-answers.ts'

export interface MediaLegOptions {
  readonly core: PeerCore
  readonly context: WaitContext
  /** Becomes part of the session id, so that messages can be attributed. */
  readonly token: string
  /** The user whose leg it is, and the one at the other end: From and To of CPIM. */
  readonly user: string
  readonly peer: string
  /** How the user answers the SENDs of the IWF. */
  readonly answers: SendAnswers
  arrived(type: string, octets: Buffer): void
}

/** The MSRP session of one call, from its session description to its end. */
export class MediaLeg {
  readonly #options: MediaLegOptions
  readonly #sdpSessionId: string
  #description: MediaDescription = plainOffer
  #scheme: 'msrp' | 'msrps' = 'msrp'
  #session: MsrpSession | undefined
  /** The session on the path that is being given up. */
  #left: MsrpSession | undefined
  /** The session is bound to a connection. */
  #bound = deferred<void>()
  #remote: MessageMedia | undefined
  /** The connection is ours to open (RFC 4975 §5.4, RFC 6135 §4). */
  #connects = true
  /** Where the other side leaves it to us, it is the one that connects. */
  #listens = true
  /** We open it already, without having been asked to by the script. */
  #connecting = false
  /** What we said last, and its version in the o= line. */
  #said: Buffer | undefined
  #version = 1
  /** SENDs of the IWF with content, as they came. */
  readonly #sends: Inbox<IncomingChunk>
  /** Our messages whose fate is open; each is decided by a response, by the time that one may take, or by the end. */
  readonly #unanswered = new Set<OutgoingMessage>()
  /** Connections beside that of the session. */
  readonly #others: MsrpConnection[] = []

  constructor(options: MediaLegOptions) {
    this.#options = options
    this.#sdpSessionId = options.core.newSdpSessionId()
    this.#sends = new Inbox(options.context.clock, options.context.observer)
  }

  /** What our answer to a first offer says instead of what a plain client says. */
  describe(overrides: Partial<MediaDescription>): void {
    this.#description = { ...this.#description, ...overrides }
    this.#listens = overrides.setup !== 'active'
  }

  /** Our offer: that of a plain client, with what is given in its place. An explicit `undefined` leaves a part out. */
  offer(overrides: Partial<MediaDescription>): Buffer {
    this.#description = { ...plainOffer, ...overrides }
    this.#scheme = (overrides.secure ?? this.#options.core.secureMedia) ? 'msrps' : 'msrp'
    this.#connects = this.#description.setup === 'active'
    this.#open()
    return this.#say(facts => offerSdp(this.#description, facts))
  }

  /**
   * A further offer in the session: what is given takes the place of what was said before. The path stays, unless the
   * session is to `move` to another one: the old one lives until that is agreed to (RFC 4975 §8.4).
   */
  offerAgain(overrides: Partial<MediaDescription>, move = false): Buffer {
    this.#description = { ...this.#description, ...overrides }
    if (move) {
      this.#left = this.#session
      this.#open()
    }
    return this.#say(facts => offerSdp(this.#description, facts))
  }

  /**
   * Our answer to an offer of the IWF; undefined when that has no MSRP line to take. We listen where the offer allows
   * it, else we connect at once.
   */
  answer(offer: Buffer): Buffer | undefined {
    const { description } = parseSdp(offer)
    const found = findMessageMedia(description)
    if (!found || found.media.port === 0 || found.media.path.length === 0) return undefined
    const { index, media } = found
    const secure = media.protocol === 'TCP/TLS/MSRP'
    if (secure && this.#options.core.fingerprint === undefined) return undefined
    this.#scheme = secure ? 'msrps' : 'msrp'
    const listens = this.#session ? !this.#connects : this.#listens
    const setup = answerSetup(media.setup, listens ? 'passive' : 'active')
    const session = this.#sessionFor(media.path, setup === 'active')
    this.#remote = media
    session.setRemotePath(media.path, media.fingerprints)
    if (this.#connects) this.#connectUnasked(session)
    return this.#say(facts => answerSdp(description, index, media, { ...this.#description, setup }, facts))
  }

  /** What the 2xx to an INVITE of the IWF says: the answer to its offer, or an offer where it has none. */
  reply(offer: Buffer): Buffer | undefined {
    if (offer.length > 0) return this.answer(offer)
    if (!this.#session || this.#session.closed) return this.offer({ setup: 'actpass' })
    // The connection stays where it is; a path without a port to connect to can only be that of the active party.
    this.#description = { ...this.#description, setup: this.#session.localUri.port === 9 ? 'active' : 'actpass' }
    return this.#say(facts => offerSdp(this.#description, facts))
  }

  /** The answer to our offer. One that refuses the MSRP line leaves everything where it is. */
  negotiated(answer: Buffer): void {
    const found = findMessageMedia(parseSdp(answer).description)
    if (!found || found.media.port === 0) return
    const { setup, path, fingerprints } = found.media
    this.#remote = found.media
    // Who offered to be active has no port to be connected to, whatever the answer says.
    const offered = this.#description.setup
    this.#connects = offered === 'active' || connectingParty(offered, setup) === 'offerer'
    if (path.length > 0) this.#session?.setRemotePath(path, fingerprints)
    this.#left?.close()
  }

  /** The ACK to an INVITE of the IWF; it has a body when our 2xx made the offer (RFC 3261 §13.2.2.4). */
  acknowledged(answer: Buffer): void {
    if (answer.length === 0 || !this.#session) return
    this.negotiated(answer)
    if (this.#connects) this.#connectUnasked(this.#session)
  }

  /** Opens the connection and stays silent. */
  connect(): Promise<void> {
    const { core, context } = this.#options
    return awaited(context, this.#connect(), 'MSRP connection', core.bounds.msrpConnect)
  }

  /** Has a connection, sends a bodiless SEND on it and waits for its 200. */
  bind(): Promise<Stimulus> {
    return abandonable(this.#bind())
  }

  /** Uses the connection of another session of ours, which leads to the same place (RFC 4975 §5.4). */
  share(other: MediaLeg): void {
    const connection = other.#session?.connection
    if (!connection) throw new Stalled('MSRP connection', 'the other session has none')
    this.#demandSession('MSRP connection').bind(connection)
  }

  /** The connection of the session, in the script's own hands. */
  line(): MsrpLine {
    const session = this.#demandSession('MSRP connection')
    if (!session.connection) throw new Stalled('MSRP connection', 'the session is not bound to one')
    return this.#lineOn(session.connection)
  }

  /** Opens a further connection to where the path of the IWF leads. */
  async anotherLine(): Promise<MsrpLine> {
    const { core, context } = this.#options
    const what = 'another MSRP connection'
    this.#demandSession(what)
    const [uri] = this.#remote?.path ?? []
    if (uri?.port === undefined) throw new Stalled(what, 'the path of the IWF names no port')
    const opening = core.msrp.openConnection({ host: uri.host, port: uri.port }, this.#scheme)
    const connection = await awaited(context, opening, what, core.bounds.msrpConnect).catch((error: unknown) => {
      throw Stalled.by(what, error)
    })
    this.#others.push(connection)
    return this.#lineOn(connection)
  }

  /** Content as a SEND of the session carries it: in message/cpim where the other side wants that first. */
  framed(content: Content, wrap?: SendOptions['wrap']): ChunkContent {
    return this.#wrapped(content, wrap)
  }

  send(content: Content, options: SendOptions): SentMessage {
    const { core, context } = this.#options
    return new PeerMessage(context, core.bounds, handlers => {
      const { contentType, body } = this.#wrapped(content, options.wrap)
      return this.#untilAnswered(
        this.#demandSession('SEND').send({
          contentType,
          body,
          successReport: options.successReport ?? false,
          failureReport: options.failureReport ?? 'yes',
          ...(options.chunk === undefined ? {} : { chunkSizes: [options.chunk] }),
          ...handlers,
        }),
      )
    })
  }

  /** Takes the next SEND of the IWF that has content, however it was answered. */
  incomingSend(): Promise<IncomingChunk> {
    return this.#sends.take('SEND of the IWF', this.#options.core.bounds.delivery)
  }

  /**
   * Ends it as soon as what we have sent is answered: the BYE of the IWF and its responses come on different connections,
   * in whichever order.
   */
  async endAnswered(): Promise<void> {
    // What has arrived by now is read first.
    await new Promise(setImmediate)
    await Promise.all([...this.#unanswered].map(({ outcome }) => outcome))
    this.end()
  }

  end(): void {
    this.#sends.close('the session is over')
    this.#left?.close()
    this.#session?.close()
    for (const connection of this.#others.splice(0)) connection.end()
  }

  #untilAnswered(message: OutgoingMessage): OutgoingMessage {
    this.#unanswered.add(message)
    void message.outcome.then(() => this.#unanswered.delete(message))
    return message
  }

  #lineOn(connection: MsrpConnection): MsrpLine {
    const { core, context } = this.#options
    return new PeerLine(connection, this.#demandSession('MSRP connection').paths, context, core.bounds.msrpResponse)
  }

  async #connect(): Promise<void> {
    const what = 'MSRP connection'
    try {
      await this.#demandSession(what).connect({ bind: 'none', reuse: false })
    } catch (error) {
      throw Stalled.by(what, error)
    }
  }

  async #bind(): Promise<Stimulus> {
    const what = '200 to the bodiless SEND'
    const { core, context } = this.#options
    const session = this.#demandSession(what)
    if (!session.connection && this.#connects && !this.#connecting) await this.connect()
    await awaited(context, this.#bound.promise, 'MSRP connection', core.bounds.msrpConnect)
    const request = buildSend(session.paths, { messageId: newMessageId() }, { start: 1, end: 0, total: 0 }, undefined)
    try {
      const { sent, result } = session.transact(request)
      const outcome = await awaited(context, result, what, core.bounds.msrpResponse)
      if (outcome.kind !== 'response') throw new Stalled(what, outcome.kind)
      const { status } = outcome.response
      if (status !== 200) throw new Stalled(what, `it was answered ${status}`)
      return { sent: Promise.resolve(sent) }
    } catch (error) {
      throw Stalled.by(what, error)
    }
  }

  /** As a plain client that nobody scripts: connects and sends at once (RFC 4975 §5.4). */
  #connectUnasked(session: MsrpSession): void {
    if (session.connection) return
    const bound = this.#bound
    this.#connecting = true
    session.connect({ reuse: false }).catch((error: unknown) => bound.reject(Stalled.by('MSRP connection', error)))
  }

  /** CPIM when that is what the other side wants first (RFC 4975 §13), or as asked for. */
  #wrapped({ type, octets }: Content, wrap: SendOptions['wrap']): ChunkContent {
    const first = this.#remote?.acceptTypes[0]
    const cpim = wrap === undefined ? first !== undefined && essence(first) === 'message/cpim' : wrap === 'cpim'
    if (!cpim) return { contentType: type, body: octets }
    const { user, peer } = this.#options
    const dateTime = new Date().toISOString()
    const message = buildCpim({ from: { uri: user }, to: { uri: peer }, dateTime, contentType: type, content: octets })
    return { contentType: 'message/cpim', body: serialiseCpim(message) }
  }

  /**
   * The session that an offer of the IWF is about: the present one as long as it lives and nothing moves, else a new
   * one with a path of its own (RFC 4975 §8.4).
   */
  #sessionFor(remotePath: readonly MsrpUri[], connects: boolean): MsrpSession {
    const current = this.#session
    const stays = current?.connection ? samePath(this.#remote?.path, remotePath) : connects === this.#connects
    if (current && !current.closed && stays) return current
    current?.close()
    this.#connects = connects
    return this.#open()
  }

  #open(): MsrpSession {
    const { core, token } = this.#options
    const { address } = core.msrp
    const port = portOf(address, this.#scheme)
    const { viaRelay = false } = this.#description
    const uri = (at: number) => msrpUri(address.host, at, `${token}${newSessionId()}`, this.#scheme)
    // An active party need not say where it listens (RFC 6135 §4.2.2); nobody but its relay connects to a client.
    const localUri = uri(this.#connects || viaRelay ? 9 : port)
    const relays = viaRelay ? [uri(port)] : []
    const bound = deferred<void>()
    this.#bound = bound
    this.#connecting = false
    const { answers } = this.#options
    const session: MsrpSession = core.msrp.createSession(
      { localUri, relays, successReports: 'manual' },
      {
        chunk: chunk => {
          answers.chunk(chunk, session.connection)
          if (chunk.body) this.#sends.add(chunk)
        },
        message: message => {
          answers.message(message)
          this.#options.arrived(message.contentType, message.body)
        },
        bound: () => bound.resolve(),
        closed: how => bound.reject(new Stalled('MSRP connection', `the session is over: ${how}`)),
      },
    )
    this.#session = session
    return session
  }

  /** A description that says the same as the last keeps its version, another has the next one (RFC 3264 §8). */
  #say(describe: (facts: SessionFacts) => Buffer): Buffer {
    const path = this.#demandOwnPath()
    const { fingerprint } = this.#options.core
    const said = { host: path[0].host, path, fingerprint, sessionId: this.#sdpSessionId }
    const say = () => describe({ ...said, version: this.#version })
    let sdp = say()
    if (this.#said && !sdp.equals(this.#said)) {
      this.#version++
      sdp = say()
    }
    this.#said = sdp
    return sdp
  }

  #demandOwnPath(): SessionFacts['path'] {
    const [first, ...others] = this.#session?.localPath ?? []
    if (!first) throw new Error('a session is opened before it is described')
    return [first, ...others]
  }

  #demandSession(what: string): MsrpSession {
    if (!this.#session || !this.#remote) throw new Stalled(what, 'no MSRP session was negotiated')
    return this.#session
  }
}

function samePath(before: readonly MsrpUri[] | undefined, now: readonly MsrpUri[]): boolean {
  const text = (path: readonly MsrpUri[]) => path.map(serialiseMsrpUri).join(' ')
  return before !== undefined && text(before) === text(now)
}
