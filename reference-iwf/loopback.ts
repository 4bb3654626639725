import { systemClock } from '../protocols/clock.ts'
import { MsrpEndpoint } from '../protocols/msrp/endpoint.ts'
import type { IncomingMessage } from '../protocols/msrp/incoming-message.ts'
import type { IncomingReport } from '../protocols/msrp/incoming-report.ts'
import type { MsrpSession } from '../protocols/msrp/session.ts'
import type { SdpDescription } from '../protocols/sdp/description.ts'
import { buildMessageMedia, findMessageMedia, type Setup } from '../protocols/sdp/message-media.ts'
import { parseSdp } from '../protocols/sdp/parse.ts'
import { buildSdp, serialiseSdp } from '../protocols/sdp/serialise.ts'
import { request, response, type HeaderField } from '../protocols/sip/build.ts'
import { Dialog } from '../protocols/sip/dialog.ts'
import { newBranch, newCallId, newTag } from '../protocols/sip/identifiers.ts'
import type { SipRequest, SipResponse } from '../protocols/sip/message.ts'
import { openSipTransport } from '../protocols/sip/open-transport.ts'
import type { ParsedRequest } from '../protocols/sip/parsed.ts'
import { serialiseSip } from '../protocols/sip/serialise.ts'
import { defaultSipTimers } from '../protocols/sip/timers.ts'
import { TransactionLayer, type IncomingRequest } from '../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../protocols/sip/transport.ts'
import { viaValue } from '../protocols/sip/via.ts'
import { capabilityList } from '../protocols/ssp/capability-list.ts'
import type { Primitive, SendMessageRequest } from '../protocols/ssp/document.ts'
import { SspEndpoint } from '../protocols/ssp/endpoint.ts'
import type { Reply } from '../protocols/ssp/endpoint-types.ts'
import { status } from '../protocols/ssp/status.ts'
import { noTap, type Address } from '../protocols/wire/tap.ts'
import { configurationFrom } from './configuration.ts'
import type { Decisions } from './decisions.ts'
import { startIwf, type Iwf } from './iwf.ts'

/**
 * Small hand-made peers around the IWF in one process, for its own tests: a SIMPLE user agent and an IMPS server that do
 * what a test tells them. They judge nothing.
 */

const LOCALHOST = '127.0.0.1'
const T1 = 50

/** Takes what comes, in order; a test awaits the next, or fails after ten seconds. */
export class Arrivals<T> {
  readonly #what: string
  readonly #here: T[] = []
  readonly #waiting: ((item: T) => void)[] = []

  constructor(what: string) {
    this.#what = what
  }

  add(item: T): void {
    const next = this.#waiting.shift()
    if (next) next(item)
    else this.#here.push(item)
  }

  get count(): number {
    return this.#here.length
  }

  next(): Promise<T> {
    const here = this.#here.shift()
    if (here !== undefined) return Promise.resolve(here)
    return new Promise((resolve, reject) => {
      const timer = systemClock.after(10_000, () => reject(new Error(`no ${this.#what} came`)))
      this.#waiting.push(item => {
        timer.cancel()
        resolve(item)
      })
    })
  }
}

/** Settles after `milliseconds`; for the observation that nothing comes. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => systemClock.after(milliseconds, resolve))
}

export interface InviteOptions {
  readonly target?: string
  readonly setup?: Setup
  readonly acceptTypes?: readonly string[]
  readonly headers?: readonly HeaderField[]
  readonly body?: Buffer
  readonly withoutOffer?: boolean
  /** No success REPORT is sent, whoever asks for one. */
  readonly withoutReports?: boolean
}

/** One INVITE of the SIMPLE user. */
export class TestCall {
  readonly finals = new Arrivals<SipResponse>('final response')
  readonly provisionals: SipResponse[] = []
  readonly messages = new Arrivals<IncomingMessage>('MSRP message')
  readonly reports = new Arrivals<IncomingReport>('REPORT')
  readonly invite: SipRequest
  readonly msrp: MsrpSession
  dialog: Dialog | undefined
  readonly #peer: SimplePeer

  constructor(peer: SimplePeer, invite: SipRequest, msrp: MsrpSession) {
    this.#peer = peer
    this.invite = invite
    this.msrp = msrp
    msrp.user = { message: message => this.messages.add(message), report: report => this.reports.add(report) }
  }

  /** Acknowledges a 2xx and connects to the path of its SDP, so that the session is up. */
  async accept(final: SipResponse, body?: Buffer): Promise<SdpDescription> {
    this.dialog = Dialog.ofClient(this.invite, final, this.#peer.endpoint)
    this.#peer.calls.set(this.dialog.id.callId, this)
    const headers: HeaderField[] = body ? [['Content-Type', 'application/sdp']] : []
    await this.#peer.transport.send(this.dialog.makeAck(final, body ? { headers, body } : {}), this.#peer.iwf)
    const { description } = parseSdp(final.body)
    const remote = findMessageMedia(description)
    if (remote) await (await this.msrp.connect({ remotePath: remote.media.path }))?.outcome
    return description
  }

  send(text: string, options: { readonly successReport?: boolean; readonly contentType?: string } = {}) {
    return this.msrp.send({ contentType: 'text/plain;charset=UTF-8', body: text, ...options })
  }

  within(
    method: string,
    parts: { readonly headers?: readonly HeaderField[]; readonly body?: Buffer } = {},
  ): Promise<SipResponse> {
    if (!this.dialog) throw new Error('the call is not accepted')
    return this.#peer.transact(this.dialog.makeRequest(method, parts))
  }
}

/** A SIMPLE user agent, and the proxy before it. */
export class SimplePeer {
  readonly transport: SipTransport
  readonly msrp: MsrpEndpoint
  readonly requests = new Arrivals<IncomingRequest>('SIP request')
  readonly acks = new Arrivals<ParsedRequest>('ACK')
  readonly calls = new Map<string, TestCall>()
  iwf = { host: LOCALHOST, port: 0, transport: 'udp' as const }
  readonly #layer: TransactionLayer
  #agreeable = false

  private constructor(transport: SipTransport, msrp: MsrpEndpoint) {
    this.transport = transport
    this.msrp = msrp
    this.#layer = new TransactionLayer({
      transport,
      clock: systemClock,
      timers: defaultSipTimers,
      user: {
        request: incoming => (this.#agreeable ? this.answer(incoming, 200) : this.requests.add(incoming)),
        ack: received => this.acks.add(received),
        strayResponse: () => undefined,
      },
    })
  }

  static async open(): Promise<SimplePeer> {
    const local = { host: LOCALHOST, port: 0 }
    const transport = await openSipTransport({ owner: 'simple', local, connectWithin: 1000, tap: noTap })
    const msrp = await MsrpEndpoint.listen({ owner: 'simple', local, connectWithin: 1000, transactionTimer: 10_000 })
    return new SimplePeer(transport, msrp)
  }

  get endpoint() {
    const { host, port } = this.transport.address
    return { transport: 'udp' as const, host, port, contact: `<sip:alice@${host}:${port}>` }
  }

  /** Sends a request; `each` sees every response, repeated ones too. */
  transact(message: SipRequest, each: (response: SipResponse) => void = () => undefined): Promise<SipResponse> {
    const flow = this.transport.openFlow(this.iwf)
    if (!flow) throw new Error('no UDP')
    return new Promise((resolve, reject) => {
      this.#layer.request(message, flow, {
        response: ({ message: answer }) => {
          each(answer)
          if (answer.status >= 200) resolve(answer)
        },
        timedOut: () => reject(new Error(`${message.method} timed out`)),
        failed: reject,
      })
    })
  }

  outside(method: string, requestUri: string, headers: readonly HeaderField[], body?: Buffer): SipRequest {
    const { host, port, contact } = this.endpoint
    const given = new Set(headers.map(([name]) => name))
    const own: HeaderField[] = [
      ['Via', viaValue('UDP', host, port, newBranch())],
      ['Max-Forwards', '70'],
      ['From', `<sip:alice@sip.example>;tag=${newTag()}`],
      ['To', `<${requestUri}>`],
      ['Call-ID', newCallId()],
      ['CSeq', `1 ${method}`],
      ...(method === 'INVITE' ? [['Contact', contact] as const] : []),
    ]
    const fields = [...own.filter(([name]) => !given.has(name)), ...headers]
    return request({ method, requestUri, headers: fields, ...(body ? { body } : {}) })
  }

  offer(setup: Setup, msrp: MsrpSession, acceptTypes = ['message/cpim', 'text/plain']): Buffer {
    const path = [msrp.localUri]
    const connection = { networkType: 'IN', addressType: 'IP4', address: LOCALHOST }
    const port = path[0]?.port ?? 9
    const base = { protocol: 'TCP/MSRP', port, connection: undefined, path, acceptTypes, attributes: [] }
    const media = buildMessageMedia({
      ...base,
      acceptWrappedTypes: ['image/png'],
      maxSize: 65_536,
      setup,
      direction: 'sendrecv',
    })
    const origin = { username: '-', sessionId: '1', version: '1', ...connection }
    return serialiseSdp(buildSdp({ origin, connection, media: [media] }))
  }

  /** Sends an INVITE; its final response arrives at the call. */
  call(options: InviteOptions = {}): TestCall {
    const msrp = this.msrp.createSession(options.withoutReports ? { successReports: 'manual' } : {})
    const { target = 'sip:bob@imps.example', setup = 'active', acceptTypes, headers = [] } = options
    const body = options.body ?? this.offer(setup, msrp, acceptTypes ? [...acceptTypes] : undefined)
    const invite = options.withoutOffer
      ? this.outside('INVITE', target, headers)
      : this.outside('INVITE', target, [['Content-Type', 'application/sdp'], ...headers], body)
    const call = new TestCall(this, invite, msrp)
    this.transact(invite, answer => {
      if (answer.status < 200) call.provisionals.push(answer)
      else call.finals.add(answer)
    }).catch(() => undefined)
    return call
  }

  /** Calls, and sets the session up. */
  async session(options: InviteOptions = {}): Promise<TestCall> {
    const call = this.call(options)
    const final = await call.finals.next()
    if (final.status !== 200) throw new Error(`refused with ${final.status} ${final.reason}`)
    await call.accept(final)
    return call
  }

  sendRaw(message: SipRequest): Promise<unknown> {
    return this.transport.send(serialiseSip(message), this.iwf)
  }

  answer(incoming: IncomingRequest, code: number, headers: readonly HeaderField[] = [], body?: Buffer): void {
    incoming.transaction.respond(
      response(incoming.request, code, { toTag: newTag(), headers, ...(body ? { body } : {}) }),
    )
  }

  /** From now on everything is answered 200, so that the IWF can stop without waiting. */
  agree(): void {
    this.#agreeable = true
  }

  async close(): Promise<void> {
    this.#layer.shutdown()
    await this.transport.close()
    await this.msrp.close()
  }
}

export type ImpsBehaviour = (primitive: Primitive) => Primitive | Promise<Primitive> | 'silence'

const bobsCapabilities = capabilityList({
  contentTypes: [{ type: 'text/plain' }],
  textLength: 1000,
  pushLength: 20_000,
})

/** An IMPS server whose users accept everything and take text of 1000 octets, unless told otherwise. */
export class ImpsPeer {
  readonly requests = new Arrivals<Primitive>('SSP request')
  readonly log: string[] = []
  /** Session documents that came although no session is open. */
  beforeLogin = 0
  endpoint!: SspEndpoint
  /** Answers before the defaults do. */
  behaviour: (primitive: Primitive) => Primitive | Promise<Primitive> | 'silence' | undefined = () => undefined

  static async open(): Promise<ImpsPeer> {
    const peer = new ImpsPeer()
    peer.endpoint = await SspEndpoint.open({
      domain: 'imps.example',
      listen: { host: LOCALHOST, port: 0 },
      peers: {},
      tap: noTap,
      clock: systemClock,
      onRequest: ({ transaction }, reply) => void peer.#take(transaction.primitive, reply),
      hooks: {
        received: document => {
          if (document.kind === 'session' && peer.endpoint.sessions.all().length === 0) peer.beforeLogin++
        },
      },
    })
    return peer
  }

  async #take(primitive: Primitive, reply: Reply): Promise<void> {
    this.log.push(primitive.name)
    this.requests.add(primitive)
    const answer = await (this.behaviour(primitive) ?? defaultAnswer(primitive))
    if (answer === 'silence') reply.nothing()
    else await reply.answer(answer)
  }

  /** Sends a message of an IMPS user; settles with the code of its answer. */
  async message(text: string, parts: Partial<SendMessageRequest['message']> & { deliveryReport?: boolean } = {}) {
    const { deliveryReport = false, ...message } = parts
    const { outcome } = this.endpoint.request(
      'sip.example',
      {
        name: 'SendMessageRequest',
        deliveryReport,
        metaInfo: { clientOriginated: true, user: { userId: 'wv:bob@imps.example' } },
        message: {
          messageId: `m-${Math.random()}`,
          recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
          sender: { user: { userId: 'wv:bob@imps.example' } },
          ...message,
        },
        content: { contentType: 'text/plain', encoding: 'escaped', octets: Buffer.from(text) },
      },
      { within: 5000 },
    )
    const result = await outcome
    if (result.kind !== 'answer') throw new Error(`no answer: ${result.kind}`)
    const { primitive } = result.transaction
    return 'status' in primitive ? primitive.status : status(0)
  }

  request(primitive: Primitive) {
    return this.endpoint.request('sip.example', primitive, { within: 2000 }).outcome
  }

  close(): Promise<void> {
    return this.endpoint.close()
  }
}

function defaultAnswer(primitive: Primitive): Primitive {
  switch (primitive.name) {
    case 'GetClientCapabilityRequest':
      return {
        name: 'GetClientCapabilityResponse',
        status: status(200),
        clients: primitive.targets.map(userId => ({ userId, online: true, capabilities: bobsCapabilities })),
        blocks: primitive.blockStatusRequest
          ? primitive.targets.map(userId => ({ userId, blocked: false, granted: true }))
          : [],
      }
    case 'GetBlockStatusRequest':
      return {
        name: 'GetBlockStatusResponse',
        status: status(200),
        blocks: primitive.targets.map(userId => ({ userId, blocked: false, granted: true })),
      }
    case 'SendMessageRequest': {
      const { messageId } = primitive.message
      return { name: 'SendMessageResponse', status: status(200), ...(messageId === undefined ? {} : { messageId }) }
    }
    default:
      return { name: 'Status', status: status(200) }
  }
}

export interface Loopback {
  readonly iwf: Iwf
  readonly alice: SimplePeer
  readonly imps: ImpsPeer
  close(): Promise<void>
}

export interface LoopbackOptions {
  readonly features?: Readonly<Record<string, unknown>>
  readonly timers?: Readonly<Record<string, number>>
  readonly decisions?: Decisions
  readonly answerMode?: 'post' | 'http'
}

/** The IWF between the two peers, all on free ports, with short timers. */
export async function loopback(options: LoopbackOptions = {}): Promise<Loopback> {
  const alice = await SimplePeer.open()
  const imps = await ImpsPeer.open()
  const url = ({ host, port }: Address) => `http://${host}:${port}/`
  const configuration = configurationFrom({
    sip: {
      host: LOCALHOST,
      port: 0,
      domain: 'sip.example',
      nextHop: { ...alice.transport.address, transport: 'udp' },
      trustedHops: [LOCALHOST],
    },
    msrp: { host: LOCALHOST, port: 0 },
    ssp: {
      host: LOCALHOST,
      port: 0,
      domain: 'sip.example',
      peers: [{ domain: 'imps.example', url: url(imps.endpoint.address) }],
      answerMode: options.answerMode ?? 'post',
    },
    timers: {
      T1,
      T2: 8 * T1,
      T4: 10 * T1,
      T_CAP: 1500,
      T_MSG: 400,
      T_BIND: 300,
      T_HOLD: 100,
      T_MSRP: 300,
      T_CAPANS: 500,
      ...options.timers,
    },
    features: options.features ?? {},
  })
  const iwf = await startIwf(configuration, options.decisions ? { decisions: options.decisions } : {})
  imps.endpoint.setPeer('sip.example', url(iwf.addresses.ssp))
  alice.iwf = { ...iwf.addresses.sip, transport: 'udp' }
  return {
    iwf,
    alice,
    imps,
    close: async () => {
      alice.agree()
      await iwf.stop()
      await alice.close()
      await imps.close()
    },
  }
}
