import type { TestContext } from 'node:test'
import { systemClock, type Clock } from '../../protocols/clock.ts'
import { request, response, type HeaderField, type ResponseParts } from '../../protocols/sip/build.ts'
import type { SipFlow, SipTransportName } from '../../protocols/sip/flow.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { newBranch, newTag } from '../../protocols/sip/identifiers.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../protocols/sip/message.ts'
import { openSipTransport } from '../../protocols/sip/open-transport.ts'
import { overridden } from '../../protocols/sip/overridden-headers.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { validateSip } from '../../protocols/sip/validate.ts'
import { noTap, type Address } from '../../protocols/wire/tap.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import { noObserver, type PeerObserver } from '../observer.ts'
import { Inbox, type Bound } from '../wait.ts'
import { evenBounds } from './even-bounds.ts'
import type { SimpleBounds, SimplePeerFacts, SimpleUser } from './interface.ts'
import { SimplePeer } from './simple-peer.ts'

/** What tests of the SIMPLE peer stand on: a peer and, where an IWF would be, somebody who says what the test says. */

const host = '127.0.0.1'
const bound = (ms: number): Bound => ({ ms, clause: 'the test' })

/** Waits that come true on loopback in a few milliseconds, or not at all. */
export const patience = bound(2000)
export const impatience = bound(150)

export interface LoopbackPeer {
  readonly peer: SimplePeer
  /** Called at the end of the test, before the peer is closed. */
  readonly ending: (() => void)[]
  readonly facts: SimplePeerFacts
  readonly user: (name: string, options?: { readonly exists?: boolean; readonly observer?: PeerObserver }) => SimpleUser
}

export interface LoopbackOptions {
  readonly domain?: string
  readonly clock?: Clock
  readonly bounds?: Partial<SimpleBounds>
}

/** A SIMPLE peer on free ports, closed at the end of the test. */
export async function simplePeer(t: TestContext, options: LoopbackOptions = {}): Promise<LoopbackPeer> {
  const peer = new SimplePeer({
    domain: options.domain ?? 'sip.example',
    host,
    sipPort: 0,
    msrpPort: 0,
    timers: { T1: 100, T2: 800, T4: 1000 },
    msrpTimer: 1000,
    bounds: { ...evenBounds(patience), ...options.bounds },
    tap: noTap,
    clock: options.clock ?? systemClock,
    random: Math.random,
  })
  const ending: (() => void)[] = []
  t.after(async () => {
    for (const prepare of ending) prepare()
    await peer.close()
  })
  return {
    peer,
    ending,
    facts: await peer.listen(),
    user: (name, { exists = true, observer = noObserver } = {}) => peer.user({ name, token: 'k7Qx', exists, observer }),
  }
}

/** A message as it came, and the way back. */
export interface Received<M extends SipMessage = SipMessage> {
  readonly message: M
  readonly flow: SipFlow
}

/**
 * Stands where the IWF stands: hears everything, says nothing by itself, keeps no transactions. Only at the end of the
 * test it agrees to everything, so that the peer need not wait.
 */
export class ScriptedIwf {
  readonly address: Address
  /** Everything that came, in order. */
  readonly heard: SipMessage[] = []
  readonly #inbox = new Inbox<Received>(systemClock, noObserver)
  readonly #flowTo: (transport: SipTransportName) => Promise<SipFlow>
  /** INVITEs without a final response. */
  readonly #open = new Set<Received<SipRequest>>()
  #agrees = false
  #calls = 0

  private constructor(address: Address, flowTo: (transport: SipTransportName) => Promise<SipFlow>) {
    this.address = address
    this.#flowTo = flowTo
  }

  /**
   * Opens it and lets the peer aim at it. What the peer sends must keep the grammar, unless the test provokes it to echo
   * what does not.
   */
  static async open(
    t: TestContext,
    { peer, facts, ending }: LoopbackPeer,
    { grammar = true }: { readonly grammar?: boolean } = {},
  ): Promise<ScriptedIwf> {
    const transport = await openSipTransport({
      owner: 'iwf',
      local: { host, port: 0 },
      connectWithin: 1000,
      tap: noTap,
    })
    t.after(() => transport.close())
    const iwf = new ScriptedIwf(transport.address, name => transport.flowTo({ transport: name, ...facts.sip }))
    transport.watch({
      message: (parsed, flow) => {
        const { message } = parsed
        if (!message) return
        const [violation] = grammar ? validateSip(parsed) : []
        if (violation) throw new Error(`the peer sent ${violation.message}: ${parsed.octets.toString()}`)
        iwf.#hear({ message, flow })
      },
    })
    ending.push(() => iwf.#agree())
    peer.aimAt(transport.address)
    return iwf
  }

  /** The next request of this method. */
  request(method: string): Promise<Received<SipRequest>> {
    return this.#next(method, message => message.kind === 'request' && message.method === method)
  }

  /** The next response with this status. */
  response(status: number): Promise<Received<SipResponse>> {
    return this.#next(String(status), message => message.kind === 'response' && message.status === status)
  }

  /** Answers a request; a final response to INVITE gets a Contact, and all but 100 a To tag. */
  answer(
    { message, flow }: Received<SipRequest>,
    status: number,
    { headers = [], ...parts }: ResponseParts = {},
  ): void {
    const contact: HeaderField[] = message.method === 'INVITE' && status < 300 ? [['Contact', this.contact]] : []
    const toTag = status === 100 ? {} : { toTag: 'iwf-tag' }
    if (status >= 200) for (const invite of this.#open) if (invite.message === message) this.#open.delete(invite)
    flow.send(serialiseSip(response(message, status, { ...toTag, ...parts, headers: [...contact, ...headers] })))
  }

  /** A new request of the IWF outside any dialog, e.g. for `sip:alice@sip.example`. */
  newRequest(
    method: string,
    to: string,
    parts: {
      readonly headers?: readonly HeaderField[]
      readonly body?: Buffer | string
      transport?: SipTransportName
    } = {},
  ): SipRequest {
    const { transport = 'tcp', headers = [], body = '' } = parts
    const { port } = this.address
    return request({
      method,
      requestUri: to,
      headers: [
        ['Via', viaValue(transport.toUpperCase(), host, port, newBranch())],
        ['Max-Forwards', '70'],
        ['From', `<sip:bob@imps.example>;tag=${newTag()}`],
        ['To', `<${to}>`],
        ['Call-ID', `iwf-${++this.#calls}-${newTag()}`],
        ['CSeq', `1 ${method}`],
        ...(method === 'INVITE' ? [['Contact', this.contact] as const] : []),
        ...headers,
      ],
      body,
    })
  }

  /** A request of the IWF within the dialog of a message that it got: `received` has the tags of both. */
  requestWithin(
    received: SipMessage,
    method: string,
    number: number,
    { body = '', type, fromTag }: { readonly body?: string; readonly type?: string; readonly fromTag?: string } = {},
  ): SipRequest {
    const ours = received.kind === 'request' ? 'from' : 'to'
    const theirs = received.kind === 'request' ? 'to' : 'from'
    const value = (name: string) => headerValue(received, name) ?? ''
    const from = fromTag === undefined ? value(theirs) : `<sip:bob@imps.example>;tag=${fromTag}`
    const headers: HeaderField[] = [
      ['From', from],
      ['To', value(ours)],
      ['Call-ID', value('call-id')],
      ['CSeq', `${number} ${method}`],
    ]
    const made = this.newRequest(method, `sip:alice@${host}`, {
      body,
      headers: type === undefined ? [] : [['Content-Type', type]],
    })
    const fields = made.headers.map(({ name, value }): HeaderField => [name, value])
    return request({ method, requestUri: made.requestUri, headers: overridden(fields, headers), body })
  }

  async send(message: SipMessage | Buffer, transport: SipTransportName = 'tcp'): Promise<void> {
    const flow = await this.#flowTo(transport)
    flow.send(Buffer.isBuffer(message) ? message : serialiseSip(message))
  }

  #hear(received: Received): void {
    const { message, flow } = received
    this.heard.push(message)
    if (message.kind === 'request' && message.method === 'INVITE') this.#open.add({ message, flow })
    if (this.#agrees && message.kind === 'request' && message.method !== 'ACK') this.answer({ message, flow }, 200)
    else this.#inbox.add(received)
  }

  #agree(): void {
    this.#agrees = true
    for (const invite of [...this.#open]) this.answer(invite, 487)
  }

  get contact(): string {
    return `<sip:iwf@${host}:${this.address.port}>`
  }

  async #next<M extends SipMessage>(what: string, matches: (message: SipMessage) => boolean): Promise<Received<M>> {
    return (await this.#inbox.take(what, patience, ({ message }) => matches(message))) as Received<M>
  }
}
