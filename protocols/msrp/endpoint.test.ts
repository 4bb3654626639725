import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, afterEach, beforeEach, describe, it } from 'node:test'
import { ManualClock } from '../clock.ts'
import { deferred } from '../deferred.ts'
import { MsrpEndpoint, type MsrpEndpointOptions } from './endpoint.ts'
import type { IncomingChunk } from './incoming-chunk.ts'
import type { IncomingMessage } from './incoming-message.ts'
import type { IncomingReport } from './incoming-report.ts'
import { fromPath, messageId, msrpHeader, toPath, type MsrpMessage } from './message.ts'
import { parseMsrp } from './parse.ts'
import { buildSend } from './requests.ts'
import type { MsrpSession, MsrpSessionUser, SessionEnd } from './session.ts'
import { MsrpStreamFramer } from './stream-framer.ts'
import { serialiseMsrpUri } from './uri.ts'

/** Collects what comes and lets a test wait for the next of it. */
class Inbox<T> {
  readonly #items: T[] = []
  readonly #waiting: ((item: T) => void)[] = []
  readonly put = (item: T): void => {
    const waiting = this.#waiting.shift()
    if (waiting) waiting(item)
    else this.#items.push(item)
  }
  next(): Promise<T> {
    const item = this.#items.shift()
    if (item !== undefined) return Promise.resolve(item)
    const arrival = deferred<T>()
    this.#waiting.push(item => arrival.resolve(item))
    return arrival.promise
  }
  get size(): number {
    return this.#items.length
  }
}

function listener(more: MsrpSessionUser = {}) {
  const inbox = {
    messages: new Inbox<IncomingMessage>(),
    reports: new Inbox<IncomingReport>(),
    ends: new Inbox<SessionEnd>(),
    bound: new Inbox<true>(),
    abandoned: new Inbox<string>(),
  }
  const user: MsrpSessionUser = {
    bound: () => inbox.bound.put(true),
    message: inbox.messages.put,
    report: inbox.reports.put,
    closed: inbox.ends.put,
    abandoned: inbox.abandoned.put,
    ...more,
  }
  return { ...inbox, user }
}

/** A peer that speaks octets and nothing else. */
class RawPeer {
  readonly messages = new Inbox<MsrpMessage>()
  readonly ended = deferred<void>()
  readonly #socket: Socket
  readonly #framer = new MsrpStreamFramer()

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1')
    this.#socket.on('data', octets => {
      for (const frame of this.#framer.push(octets)) {
        const { message, violations } = parseMsrp(frame.octets)
        assert.deepEqual(violations, [], frame.octets.toString())
        if (message) this.messages.put(message)
      }
    })
    this.#socket.on('close', () => this.ended.resolve())
    this.#socket.on('error', () => this.ended.resolve())
  }

  write(text: string | Buffer): void {
    this.#socket.write(text)
  }
  close(): void {
    this.#socket.destroy()
  }
}

const own = 'msrp://127.0.0.1:9/peer0123456789;tcp'
const request = (method: string, to: string, id: string, fields: readonly string[] = [], body?: string, flag = '$') =>
  [
    `MSRP ${id} ${method}`,
    `To-Path: ${to}`,
    `From-Path: ${own}`,
    ...fields,
    ...(body === undefined ? [] : ['Content-Type: text/plain', '', body]),
    `-------${id}${flag}`,
    '',
  ].join('\r\n')

describe('MsrpEndpoint', () => {
  const clock = new ManualClock()
  const options: MsrpEndpointOptions = {
    owner: 'test',
    local: { host: '127.0.0.1', port: 0 },
    connectWithin: 5000,
    transactionTimer: 30_000,
    clock,
  }
  let alice: MsrpEndpoint
  let iwf: MsrpEndpoint
  const peers: RawPeer[] = []
  const raw = () => {
    const peer = new RawPeer(iwf.address.port)
    peers.push(peer)
    return peer
  }

  beforeEach(async () => {
    alice = await MsrpEndpoint.listen(options)
    iwf = await MsrpEndpoint.listen(options)
  })
  afterEach(async () => {
    for (const peer of peers.splice(0)) peer.close()
    await Promise.all([alice.close(), iwf.close()])
  })
  after(() => assert.equal(clock.running, 0, 'no timer is left behind'))

  /** Two sessions bound to each other, the first having connected. */
  async function pair(one: MsrpSessionUser = {}, other: MsrpSessionUser = {}): Promise<[MsrpSession, MsrpSession]> {
    const passive = iwf.createSession({}, other)
    const active = alice.createSession({ remotePath: [passive.localUri] }, one)
    const binding = await active.connect()
    assert.deepEqual(await binding?.outcome, { kind: 'accepted' })
    return [active, passive]
  }

  describe('setting up (RFC 4975 §5.4)', () => {
    it('binds a session by a bodiless SEND, which is answered and delivered to nobody', async () => {
      const { user, messages, bound } = listener()
      const [active, passive] = await pair({}, user)
      assert.equal(await bound.next(), true)
      assert.equal(messages.size, 0)
      assert.deepEqual(passive.paths.to, [serialiseMsrpUri(active.localUri)])
    })

    it('keeps the messages of the passive side back until it is bound', async () => {
      const { user, messages } = listener()
      const passive = iwf.createSession()
      const early = passive.send({ contentType: 'text/plain', body: 'early' })
      const active = alice.createSession({ remotePath: [passive.localUri] }, user)
      await active.connect()
      assert.equal((await messages.next()).body.toString(), 'early')
      assert.deepEqual(await early.outcome, { kind: 'accepted' })
    })

    it('binds by a message where one is waiting', async () => {
      const { user, messages } = listener()
      const passive = iwf.createSession({}, user)
      const active = alice.createSession({ remotePath: [passive.localUri] })
      active.send({ contentType: 'text/plain', body: 'first' })
      assert.equal(await active.connect(), undefined)
      assert.equal((await messages.next()).body.toString(), 'first')
    })

    it('stays silent after connecting when told to', async () => {
      const { user, bound } = listener()
      const passive = iwf.createSession({}, user)
      const active = alice.createSession({ remotePath: [passive.localUri] })
      await active.connect({ bind: 'none' })
      assert.equal(passive.connection, undefined)
      active.send({ contentType: 'text/plain', body: 'now' })
      assert.equal(await bound.next(), true)
    })

    it('reuses the connection to the same host and port, unless told not to', async () => {
      const sessions = [iwf.createSession(), iwf.createSession(), iwf.createSession()]
      const actives = sessions.map(({ localUri }) => alice.createSession({ remotePath: [localUri] }))
      await Promise.all(actives.slice(0, 2).map(active => active.connect()))
      assert.equal(actives[0]!.connection, actives[1]!.connection)
      await actives[2]?.connect({ reuse: false })
      assert.notEqual(actives[0]?.connection, actives[2]?.connection)
    })

    it('fails all sessions of a connection with it', async () => {
      const [one, two] = [listener(), listener()]
      const sessions = [iwf.createSession({}, one.user), iwf.createSession({}, two.user)]
      for (const { localUri } of sessions) await alice.createSession({ remotePath: [localUri] }).connect()
      await Promise.all([one.bound.next(), two.bound.next()])
      const [first] = sessions
      first?.connection?.stream.reset()
      assert.deepEqual([await one.ends.next(), await two.ends.next()], ['reset', 'reset'])
      assert.equal(iwf.sessions, 0)
    })

    it('closes a connection with its last session only', async () => {
      const [one, two] = [iwf.createSession(), iwf.createSession()]
      const [a, b] = [
        alice.createSession({ remotePath: [one.localUri] }),
        alice.createSession({ remotePath: [two.localUri] }),
      ]
      await a.connect()
      await b.connect()
      const { connection } = a
      a.close()
      assert.ok(connection?.open)
      b.close()
      assert.equal(connection.open, false)
    })

    it('rejects with a reason when nobody listens', async () => {
      const passive = iwf.createSession()
      await iwf.close()
      const active = alice.createSession({ remotePath: [passive.localUri] })
      await assert.rejects(active.connect(), { name: 'WireError', code: 'connection-refused' })
      await assert.rejects(alice.createSession().connect(), { name: 'MsrpError', code: 'no-remote-path' })
    })

    it('ends accepted connections that serve no session for too long', async () => {
      const limited = await MsrpEndpoint.listen({ ...options, unboundFor: 1000 })
      const peer = new RawPeer(limited.address.port)
      peer.write(request('SEND', own, 'abcd1234', ['Message-ID: 1234']))
      await peer.messages.next()
      clock.advance(1000)
      await peer.ended.promise
      await limited.close()
    })
  })

  describe('refusing requests (RFC 4975 §5.4, §7.3)', () => {
    it('answers 481 to an unknown session, by the URI it was called by', async () => {
      const peer = raw()
      const unknown = serialiseMsrpUri(iwf.newUri())
      peer.write(request('SEND', unknown, 'abcd1234', ['Message-ID: 1234']))
      const response = await peer.messages.next()
      assert.ok(response.kind === 'response')
      assert.equal(response.status, 481)
      assert.deepEqual([toPath(response), fromPath(response)], [[own], [unknown]])
    })

    it('answers 481 to a session-id in the wrong case and to another port', async () => {
      const peer = raw()
      const uri = iwf.createSession({ localUri: { ...iwf.newUri(), sessionId: 'SessionIdOfLetters' } }).localUri
      for (const wrong of [
        { ...uri, sessionId: 'sessionidofletters' },
        { ...uri, port: 1 },
      ]) {
        peer.write(request('SEND', serialiseMsrpUri(wrong), 'abcd1234', ['Message-ID: 1234']))
        const response = await peer.messages.next()
        assert.equal(response.kind === 'response' && response.status, 481)
      }
    })

    it('answers 506 to a second connection and leaves the first alone', async () => {
      const [active, passive] = await pair()
      const peer = raw()
      peer.write(request('SEND', serialiseMsrpUri(passive.localUri), 'abcd1234', ['Message-ID: 1234']))
      const response = await peer.messages.next()
      assert.equal(response.kind === 'response' && response.status, 506)
      assert.deepEqual(await active.send({ contentType: 'text/plain', body: 'still' }).outcome, { kind: 'accepted' })
    })

    it('answers 501 along the whole path, 400 to what it cannot read, and nothing to a REPORT', async () => {
      const { localUri } = iwf.createSession()
      const to = serialiseMsrpUri(localUri)
      const peer = raw()
      const through = (text: string) => text.replace(own, `msrp://relay.example:1234/x;tcp ${own}`)
      peer.write(request('SEND', to, 'abcd1234', ['Message-ID: 1234']))
      peer.write(request('REPORT', to, 'abcd1235', ['Message-ID: 1234', 'Status: 000 200 OK']))
      peer.write(through(request('FOO', to, 'abcd1236')))
      peer.write(request('SEND', to, 'abcd1237', ['Message-ID: 1234', 'Byte-Range: x']))
      const responses = [await peer.messages.next(), await peer.messages.next(), await peer.messages.next()]
      assert.deepEqual(
        responses.map(response => response.kind === 'response' && [response.transactionId, response.status]),
        [
          ['abcd1234', 200],
          ['abcd1236', 501],
          ['abcd1237', 400],
        ],
      )
      assert.deepEqual(toPath(responses[1]!), ['msrp://relay.example:1234/x;tcp', own])
    })

    it('says nothing where Failure-Report is no', async () => {
      const peer = raw()
      const unknown = serialiseMsrpUri(iwf.newUri())
      peer.write(request('SEND', unknown, 'abcd1234', ['Message-ID: 1234', 'Failure-Report: no']))
      peer.write(request('SEND', unknown, 'abcd1235', ['Message-ID: 1234']))
      assert.equal((await peer.messages.next()).transactionId, 'abcd1235')
    })

    it('drops a connection on which messages cannot be told apart any more', async () => {
      const strict = await MsrpEndpoint.listen({ ...options, framing: { messageOctets: 1000 } })
      const { user, ends, bound } = listener()
      const { localUri } = strict.createSession({}, user)
      const peer = new RawPeer(strict.address.port)
      peer.write(request('SEND', serialiseMsrpUri(localUri), 'abcd1234', ['Message-ID: 1234']))
      await bound.next()
      peer.write(`MSRP abcd1235 SEND\r\n${'x'.repeat(2000)}`)
      assert.equal(await ends.next(), 'protocol-error')
      await strict.close()
    })
  })

  describe('messages', () => {
    it('arrive whole whatever their chunks, once', async () => {
      const { user, messages } = listener()
      const [active] = await pair({}, user)
      const body = Buffer.alloc(60_000, 'Wort für Wort ')
      for (const chunkSizes of [undefined, [30_000], [1, 2, 3000]]) {
        const sent = active.send({ contentType: 'text/plain', body, chunkSizes })
        assert.ok((await messages.next()).body.equals(body))
        assert.deepEqual(await sent.outcome, { kind: 'accepted' })
      }
      assert.equal(messages.size, 0)
    })

    it('take turns between sessions that share a connection', async () => {
      const [large, small] = [listener(), listener()]
      const one = iwf.createSession({}, large.user)
      const two = iwf.createSession({}, small.user)
      const [a, b] = [
        alice.createSession({ remotePath: [one.localUri] }),
        alice.createSession({ remotePath: [two.localUri] }),
      ]
      await a.connect()
      await b.connect()
      const order: string[] = []
      const arrivals = [large, small].map(async ({ messages }, index) => {
        await messages.next()
        order.push(index === 0 ? 'large' : 'small')
      })
      a.send({ contentType: 'text/plain', body: Buffer.alloc(1_000_000) })
      b.send({ contentType: 'text/plain', body: 'Hi' })
      await Promise.all(arrivals)
      assert.deepEqual(order, ['small', 'large'])
    })

    it('are answered by the receiver when it wants to', async () => {
      const { user, messages } = listener({
        message: message => {
          message.hold()
          messages.put(message)
        },
      })
      const [active] = await pair({}, user)
      const sent = active.send({ contentType: 'text/plain', body: 'Hi' })
      const message = await messages.next()
      assert.equal(message.last.status, undefined)
      message.respond(403, 'Not Here')
      assert.deepEqual(await sent.outcome, { kind: 'rejected', status: 403, comment: 'Not Here' })
    })

    it('time out when the receiver stays silent', async () => {
      const { user, messages } = listener({
        message: message => {
          message.hold()
          messages.put(message)
        },
      })
      const [active] = await pair({}, user)
      const sent = active.send({ contentType: 'text/plain', body: 'Hi' })
      await messages.next()
      clock.advance(30_000)
      assert.deepEqual(await sent.outcome, { kind: 'timeout' })
    })

    it('stop when a chunk is refused, with an end that tells so', async () => {
      const chunks: IncomingChunk[] = []
      const { user, abandoned } = listener({
        chunk: chunk => {
          if (!chunk.body) return
          chunks.push(chunk)
          chunk.respond(413)
        },
      })
      const [active] = await pair({}, user)
      const sent = active.send({ contentType: 'text/plain', body: Buffer.alloc(100_000), window: 1 })
      assert.deepEqual(await sent.outcome, { kind: 'rejected', status: 413, comment: undefined })
      while (chunks.at(-1)?.continuation !== '#') await new Promise(setImmediate)
      assert.deepEqual(
        chunks.map(({ continuation }) => continuation),
        ['+', '#'],
      )
      assert.equal(abandoned.size, 0)
    })

    it('are given up by their sender, and then by their receiver', async () => {
      const { user, abandoned, messages } = listener({ chunk: chunk => (chunk.body ? chunk.hold() : undefined) })
      const [active] = await pair({}, user)
      const sent = active.send({ contentType: 'text/plain', body: Buffer.alloc(100_000), window: 1 })
      await sent.sent
      sent.abort()
      assert.deepEqual(await sent.outcome, { kind: 'aborted' })
      assert.equal(await abandoned.next(), sent.messageId)
      assert.equal(messages.size, 0)
      clock.advance(30_000)
    })

    it('beyond the memory allowed are refused by 413', async () => {
      const small = await MsrpEndpoint.listen({ ...options, reassembly: { octets: 10_000, pieces: 10 } })
      const passive = small.createSession()
      const active = alice.createSession({ remotePath: [passive.localUri] })
      const sent = active.send({ contentType: 'text/plain', body: Buffer.alloc(50_000) })
      await active.connect()
      const outcome = await sent.outcome
      assert.equal(outcome.kind === 'rejected' && outcome.status, 413)
      await small.close()
    })

    it('are marked when their Message-ID has been seen', async () => {
      const { user, messages } = listener()
      const [active] = await pair({}, user)
      for (const duplicate of [false, true]) {
        active.send({ contentType: 'text/plain', body: 'Hi', messageId: 'same1234' })
        assert.equal((await messages.next()).duplicate, duplicate)
      }
    })

    it('are lost with their connection', async () => {
      const { user, messages } = listener({
        message: message => {
          message.hold()
          messages.put(message)
        },
      })
      const [active, passive] = await pair({}, user)
      const sent = active.send({ contentType: 'text/plain', body: 'Hi' })
      await messages.next()
      passive.connection?.stream.reset()
      assert.deepEqual(await sent.outcome, { kind: 'connection-lost' })
      assert.throws(() => active.send({ contentType: 'text/plain', body: 'Hi' }), { code: 'session-closed' })
    })
  })

  describe('Failure-Report and Success-Report (RFC 4975 §7.1.3, §7.1.4, §7.2)', () => {
    const table = [
      { failureReport: 'yes', status: 200, outcome: { kind: 'accepted' }, responses: 1 },
      {
        failureReport: 'yes',
        status: 415,
        outcome: { kind: 'rejected', status: 415, comment: undefined },
        responses: 1,
      },
      { failureReport: 'partial', status: 200, outcome: { kind: 'unacknowledged' }, responses: 0 },
      { failureReport: 'partial', status: 415, outcome: { kind: 'unacknowledged' }, responses: 1 },
      { failureReport: 'no', status: 200, outcome: { kind: 'unacknowledged' }, responses: 0 },
      { failureReport: 'no', status: 415, outcome: { kind: 'unacknowledged' }, responses: 0 },
    ] as const
    for (const { failureReport, status, outcome, responses } of table)
      it(`${failureReport}, ${status}: ${responses === 1 ? 'answered' : 'not answered'}`, async () => {
        const [active] = await pair({}, { message: message => message.respond(status) })
        let heard = 0
        const sent = active.send({ contentType: 'text/plain', body: 'Hi', failureReport, onResponse: () => heard++ })
        assert.deepEqual(await sent.outcome, outcome)
        // A second message behind the first shows that nothing more is to come.
        await active.send({ contentType: 'text/plain', body: 'Hi' }).outcome
        assert.equal(heard, responses)
        clock.advance(30_000)
      })

    for (const failureReport of ['yes', 'partial', 'no'] as const)
      it(`a success REPORT comes when asked for, also with Failure-Report ${failureReport}`, async () => {
        const { user, reports } = listener()
        const [active] = await pair(user)
        const sent = active.send({ contentType: 'text/plain', body: 'Hi', successReport: true, failureReport })
        const report = await reports.next()
        assert.equal(report.messageId, sent.messageId)
        assert.equal(report.success, true)
        assert.deepEqual(report.range, { start: 1, end: 2, total: 2 })
        clock.advance(30_000)
      })

    it('no success REPORT comes after an error, nor when the receiver reports by itself', async () => {
      const { user, reports } = listener()
      const passive = iwf.createSession(
        { successReports: 'manual' },
        { message: message => void setImmediate(() => message.report(408, 'Downstream Timeout')) },
      )
      const active = alice.createSession({ remotePath: [passive.localUri] }, user)
      await active.connect()
      active.send({ contentType: 'text/plain', body: 'Hi', successReport: true })
      const report = await reports.next()
      assert.deepEqual([report.success, report.status?.code], [false, 408])
      assert.equal(reports.size, 0)
    })
  })

  it('writes verbatim octets, whole messages and transactions of any form', async () => {
    const { user, messages } = listener()
    const [active, passive] = await pair({}, user)
    const content = { contentType: 'text/plain', body: Buffer.from('cd') }
    const part = (start: number) => ({ start, end: start + 1, total: 4 })
    const late = buildSend(active.paths, { messageId: 'ooo12345' }, part(3), content, '$')
    active.transmit(late)
    const early = buildSend(active.paths, { messageId: 'ooo12345' }, part(1), content, '+')
    assert.equal((await active.transact(early).result).kind, 'response')
    assert.equal((await messages.next()).body.toString(), 'cdcd')
    const unknown = { ...early, method: 'FOO', headers: [...early.headers, msrpHeader('X-Y', 'z')] }
    const { result } = active.transact({ ...unknown, transactionId: 'other123' })
    const answer = await result
    assert.equal(answer.kind === 'response' && answer.response.status, 501)
    active.sendVerbatim(Buffer.from('garbage\r\n'))
    assert.deepEqual(await active.send({ contentType: 'text/plain', body: 'Hi' }).outcome, { kind: 'accepted' })
    assert.equal(passive.closed, false)
  })

  it('sends what RFC 4975 asks of a sender', async () => {
    const peer = raw()
    const session = iwf.createSession()
    peer.write(request('SEND', serialiseMsrpUri(session.localUri), 'abcd1234', ['Message-ID: 1234']))
    await peer.messages.next()
    const sent = session.send({ contentType: 'text/plain', body: Buffer.alloc(5000, 'x'), failureReport: 'no' })
    const chunks = [await peer.messages.next(), await peer.messages.next(), await peer.messages.next()]
    assert.deepEqual(
      chunks.map(chunk => [messageId(chunk), chunk.body?.length, chunk.continuation]),
      [
        [sent.messageId, 2048, '+'],
        [sent.messageId, 2048, '+'],
        [sent.messageId, 904, '$'],
      ],
    )
    assert.deepEqual(toPath(chunks[0]!), [own])
  })
})
