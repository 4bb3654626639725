import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { deferred } from '../../protocols/deferred.ts'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { IncomingMessage } from '../../protocols/msrp/incoming-message.ts'
import type { MsrpSession } from '../../protocols/msrp/session.ts'
import { msrpUri, parseMsrpUri, serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import { Stalled } from '../wait.ts'
import type { InviteOptions } from './interface.ts'
import { impatience, ScriptedIwf, simplePeer, type LoopbackOptions } from './on-loopback.ts'

/** Two SIMPLE users at two peers that take each other for the IWF, in a call of the first. */
async function pair(t: TestContext, options: InviteOptions = {}) {
  const [one, two] = [await simplePeer(t, { domain: 'a.example' }), await simplePeer(t, { domain: 'b.example' })]
  one.peer.aimAt(two.facts.sip)
  two.peer.aimAt(one.facts.sip)
  const [alice, bob] = [one.user('alice'), two.user('bob')]
  const call = alice.invite(bob, options)
  await call.accepted()
  return { alice, bob, call, answering: await bob.called() }
}

interface IwfAnswer {
  readonly setup?: string
  readonly acceptTypes?: string
  readonly port?: number
}

/** A call of alice with an IWF whose MSRP side is in the hands of the test. */
async function withIwf(
  t: TestContext,
  { setup = 'passive', acceptTypes = 'text/plain', port }: IwfAnswer = {},
  options: InviteOptions = {},
  loopback: LoopbackOptions = {},
) {
  const msrp = await MsrpEndpoint.listen({
    owner: 'iwf',
    local: { host: '127.0.0.1', port: 0 },
    connectWithin: 1000,
    transactionTimer: 1000,
  })
  t.after(() => msrp.close())
  const received: IncomingMessage[] = []
  const behaviour: { message?: (message: IncomingMessage) => void; chunk?: (chunk: IncomingChunk) => void } = {}
  const arrived = deferred<void>()
  const session: MsrpSession = msrp.createSession(
    {},
    {
      chunk: chunk => behaviour.chunk?.(chunk),
      message: message => {
        received.push(message)
        behaviour.message?.(message)
        arrived.resolve()
      },
    },
  )
  const party = await simplePeer(t, loopback)
  const iwf = await ScriptedIwf.open(t, party)
  const alice = party.user('alice')
  const call = alice.invite('sip:bob@imps.example', options)
  const invite = await iwf.request('INVITE')
  const sdp = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
    `m=message ${port ?? msrp.address.port} TCP/MSRP *`,
    `a=path:${serialiseMsrpUri(session.localUri)}`,
    ...[`a=accept-types:${acceptTypes}`, `a=setup:${setup}`, ''],
  ].join('\r\n')
  iwf.answer(invite, 200, { headers: [['Content-Type', 'application/sdp']], body: sdp })
  await call.accepted()
  const ack = await iwf.request('ACK')
  const path = parseMsrpUri(/^a=path:(\S+)/m.exec(invite.message.body.toString())?.[1] ?? '')!
  return { alice, call, iwf, ack, msrp, session, received, behaviour, arrived: arrived.promise, path, ...party }
}

describe('the MSRP session of a call', () => {
  it('outlives the BYE of the IWF until what was sent is answered', async t => {
    const { call, iwf, ack, session, behaviour } = await withIwf(t)
    await call.bind()
    const sent = deferred<IncomingChunk>()
    behaviour.chunk = chunk => {
      chunk.hold()
      sent.resolve(chunk)
    }
    const message = call.send('Hi')
    const chunk = await sent.promise
    await iwf.send(iwf.requestWithin(ack.message, 'BYE', 1))
    await iwf.response(200)
    const gone = deferred<void>()
    session.user.closed = () => gone.resolve()
    chunk.respond(403, 'Forbidden')
    assert.equal(await message.answered(), 403)
    await gone.promise
  })

  it('is bound by the caller who offered to be active, and carries text both ways', async t => {
    const { alice, bob, call, answering } = await pair(t)
    await call.bind()
    const there = call.send('Grüße')
    assert.equal(await there.answered(), 200)
    const { by, type, text } = await bob.received('Grüße')
    assert.deepEqual({ by, type, text }, { by: 'SEND', type: 'text/plain;charset=UTF-8', text: 'Grüße' })
    const back = answering.send('back')
    assert.equal(await back.answered(), 200)
    assert.equal((await call.received('back')).text, 'back')
    await assert.doesNotReject(back.sent)
    await alice.close()
    await bob.close()
  })

  it('is connected by the callee when the caller offered to be passive; bind() waits for that', async t => {
    const { bob, call } = await pair(t, { offer: { setup: 'passive' } })
    await call.bind()
    await call.send('passive').answered()
    await bob.received('passive')
  })

  it('is connected by the caller when he left the choice, and when nobody spoke of it (RFC 4975 §8.5)', async t => {
    for (const setup of ['actpass', undefined] as const) {
      const { bob, call } = await pair(t, { offer: { setup } })
      await call.bind()
      await call.send('chosen').answered()
      await bob.received('chosen')
    }
  })

  it('is waited for when the IWF chose to be active', async t => {
    const { call, session, path } = await withIwf(t, { setup: 'active', port: 9 }, { offer: { setup: 'actpass' } })
    const binding = call.bind()
    await session.connect({ remotePath: [path] })
    await binding
  })

  it('belongs to a call without an offer as well, which the ACK answers', async t => {
    const { bob, call, answering } = await pair(t, { offer: 'none' })
    await call.bind()
    await answering.bind()
    await call.send('late offer').answered()
    await bob.received('late offer')
  })

  it('can be connected and left silent', async t => {
    const { call, received, msrp } = await withIwf(t)
    await call.connect()
    assert.equal(msrp.connections, 1)
    assert.deepEqual(received, [])
  })

  it('tells sessions apart: text in one is not received in another', async t => {
    const { alice, bob, call, answering } = await pair(t)
    await call.bind()
    const other = alice.invite(bob)
    await other.accepted()
    await answering.send('in the first').answered()
    const elsewhere = other.received('in the first')
    assert.equal((await call.received('in the first')).text, 'in the first')
    await alice.close()
    await assert.rejects(elsewhere, Stalled)
  })

  it('moves to a new connection when a re-INVITE brings another path (RFC 4975 §8.4)', async t => {
    const { call, iwf, msrp, received } = await withIwf(t)
    await call.bind()
    const moved = msrp.createSession({}, { message: message => void received.push(message) })
    const [invite] = iwf.heard
    const sdp = [
      ...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
      `m=message ${msrp.address.port} TCP/MSRP *`,
      `a=path:${serialiseMsrpUri(moved.localUri)}`,
      ...['a=accept-types:text/plain', 'a=setup:passive', ''],
    ].join('\r\n')
    const reInvite = iwf.requestWithin(invite!, 'INVITE', 1, { body: sdp, type: 'application/sdp', fromTag: 'iwf-tag' })
    await iwf.send(reInvite)
    const answer = (await iwf.response(200)).message.body.toString()
    assert.match(answer, /^a=setup:active\r$/m)
    await call.bind()
    await call.send('moved').answered()
    assert.equal(received.at(-1)?.body.toString(), 'moved')
  })
})

describe('a SEND of a SIMPLE user', () => {
  it('is bare text where that is what the IWF wants first, and CPIM where that is (RFC 4975 §13)', async t => {
    const bare = await withIwf(t, { acceptTypes: 'text/plain message/cpim' })
    await bare.call.bind()
    await bare.call.send('bare').answered()
    assert.equal(bare.received[0]?.contentType, 'text/plain;charset=UTF-8')
    assert.equal(bare.received[0].body.toString(), 'bare')

    const wrapped = await withIwf(t, { acceptTypes: 'Message/CPIM text/plain' })
    await wrapped.call.bind()
    await wrapped.call.send('wrapped').answered()
    assert.equal(wrapped.received[0]?.contentType, 'message/cpim')
    const cpim = wrapped.received[0].body.toString()
    assert.match(cpim, /^From: <sip:alice@sip.example>\r\nTo: <sip:bob@imps.example>\r\nDateTime: /)
    assert.match(cpim, /\r\n\r\nContent-[Tt]ype: text\/plain;charset=UTF-8\r\n\r\nwrapped$/)
  })

  it('is wrapped or not as the script says, whatever the IWF wants', async t => {
    const { call, received } = await withIwf(t, { acceptTypes: 'text/plain' })
    await call.bind()
    await call.send('x', { wrap: 'cpim' }).answered()
    await call.sendContent({ type: 'image/png', octets: Buffer.from([1, 2]) }, { wrap: 'bare' }).answered()
    assert.deepEqual(
      received.map(({ contentType }) => contentType),
      ['message/cpim', 'image/png'],
    )
    assert.deepEqual(received[1]?.body, Buffer.from([1, 2]))
  })

  it('goes in chunks of the size that the script says, each answered', async t => {
    const { call, received } = await withIwf(t)
    await call.bind()
    const sending = call.send('x'.repeat(5000), { chunk: 2048 })
    assert.deepEqual([await sending.answered(), await sending.answered(), await sending.answered()], [200, 200, 200])
    assert.equal(received[0]?.body.length, 5000)
  })

  it('hears the REPORTs about it, of success and of failure', async t => {
    const { call, behaviour } = await withIwf(t)
    await call.bind()
    behaviour.message = message => void message.report(408)
    const sending = call.send('both', { successReport: true })
    assert.equal((await sending.reported()).status, 408)
    assert.equal((await sending.reported()).status, 200)
  })

  it('asks for what the script says in Success-Report and Failure-Report', async t => {
    const { call, received, arrived } = await withIwf(t)
    await call.bind()
    await call.send('x', { successReport: true, failureReport: 'partial' }).sent
    await arrived
    assert.equal(received[0]?.successReport, true)
    assert.equal(received[0].failureReport, 'partial')
  })

  it('hears a refusal', async t => {
    const { call, behaviour } = await withIwf(t)
    await call.bind()
    behaviour.message = message => void message.respond(413)
    assert.equal(await call.send('too long').answered(), 413)
  })

  it('stalls in its waits, not in the call, when the session is over or was never there', async t => {
    const { call, session } = await withIwf(t)
    await call.bind()
    session.connection?.end()
    await assert.rejects(call.send('meets the end').answered(), Stalled)
    const late = call.send('late')
    await assert.rejects(late.sent, Stalled)
    await assert.rejects(late.answered(), Stalled)
    await assert.rejects(late.reported(), Stalled)

    const refused = await withIwf(t, { port: 0 })
    await assert.rejects(refused.call.send('x').answered(), { message: /no MSRP session was negotiated/ })
    await assert.rejects(refused.call.connect(), { message: /no MSRP session was negotiated/ })
    await assert.rejects(refused.call.bind(), { message: /no MSRP session was negotiated/ })
  })

  it('stalls when the connection is lost before the answer', async t => {
    const { call, behaviour, session } = await withIwf(t)
    await call.bind()
    behaviour.message = message => {
      message.hold()
      session.connection?.end()
    }
    await assert.rejects(call.send('lost').answered(), { name: 'Stalled', message: /the connection was lost/ })
  })
})

describe('an MSRP session that does not come about', () => {
  it('stalls when nobody listens', async t => {
    const { call, msrp } = await withIwf(t)
    await msrp.close()
    await assert.rejects(call.connect(), Stalled)
    await assert.rejects(call.bind(), Stalled)
  })

  it('is not opened a second time', async t => {
    const { call } = await withIwf(t)
    await call.bind()
    await assert.rejects(call.connect(), { message: /the session has a connection/ })
  })

  it('stalls when the bodiless SEND is refused or not answered', async t => {
    const { call, session } = await withIwf(t)
    session.close()
    await assert.rejects(call.bind(), { message: /it was answered 481/ })
    const silent = await withIwf(t, {}, {}, { bounds: { msrpResponse: impatience } })
    silent.session.user = { chunk: chunk => chunk.hold() }
    await assert.rejects(silent.call.bind(), { message: new RegExp(`not within ${impatience.ms} ms`) })
  })

  it('stalls when the IWF, whose turn it is, does not connect', async t => {
    const offer = { setup: 'actpass' } as const
    const { call } = await withIwf(t, { setup: 'active' }, { offer }, { bounds: { msrpConnect: impatience } })
    await assert.rejects(call.bind(), { message: new RegExp(`MSRP connection: not within ${impatience.ms} ms`) })
  })

  it('is listed by the URI that the offer names, with a session id that nobody can guess', async t => {
    const { path, facts } = await withIwf(t, {}, { offer: { setup: 'actpass' } })
    assert.deepEqual(path, msrpUri('127.0.0.1', facts.msrp.port, path.sessionId ?? ''))
    assert.match(path.sessionId ?? '', /^k7Qx[A-Za-z0-9.-]{14,}/)
  })
})
