import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import { fromPath, msrpHeader, type MsrpRequest } from '../../protocols/msrp/message.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { serialiseMsrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'
import { findMessageMedia } from '../../protocols/sdp/message-media.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import { status } from '../../protocols/ssp/status.ts'
import { loopback, pause, type Loopback, type TestCall } from '../loopback.ts'

describe('an IWF behind a relay of its own', () => {
  let world: Loopback
  before(async () => {
    world = await loopback({ features: { ownRelay: true, reverse: 'SESSION' } })
  })
  beforeEach(() => {
    world.imps.behaviour = () => undefined
  })
  after(() => world.close())

  const session = async (): Promise<{ call: TestCall; path: readonly MsrpUri[] }> => {
    const call = world.alice.call()
    const description = await call.accept(await call.finals.next())
    return { call, path: findMessageMedia(description)?.media.path ?? [] }
  }
  const ended = async (call: TestCall) => {
    assert.equal((await call.within('BYE')).status, 200)
    await pause(10)
    assert.deepEqual(world.iwf.residue().msrpSessions, 0)
  }

  test('its path is the URI of the relay and its own, and messages flow along it both ways', async () => {
    const { call, path } = await session()
    const [relay, own, ...others] = path
    assert.ok(relay && own && others.length === 0)
    assert.equal(relay.port, world.iwf.addresses.msrp.port)
    assert.notEqual(own.port, relay.port)
    assert.notEqual(own.sessionId, relay.sessionId)

    assert.deepEqual(await call.send('Hello Bob').outcome, { kind: 'accepted' })
    assert.equal((await world.imps.message('Hi Alice')).code, 200)
    const message = await call.messages.next()
    assert.match(message.body.toString(), /Hi Alice$/)
    assert.deepEqual(fromPath(message.last.request), path.map(serialiseMsrpUri))
    await ended(call)
  })

  test('what it took over and cannot get through it reports, once', async () => {
    const { call } = await session()
    assert.deepEqual(await call.send('x'.repeat(5000)).outcome, { kind: 'accepted' })
    const report = await call.reports.next()
    assert.equal(report.status?.code, 413)
    await pause(50)
    assert.equal(call.reports.count, 0)
    await ended(call)
  })

  test('a refusal of the IMPS side becomes a failure REPORT', async () => {
    const { call } = await session()
    world.imps.behaviour = primitive =>
      primitive.name === 'SendMessageRequest' ? { name: 'Status', status: status(538) } : undefined
    assert.deepEqual(await call.send('Hello').outcome, { kind: 'accepted' })
    assert.equal((await call.reports.next()).status?.code, 403)
    await ended(call)
  })

  test('the endpoint hears from its relay what the client answered', async () => {
    const { call } = await session()
    call.msrp.user = { chunk: chunk => void chunk.respond(415) }
    assert.equal((await world.imps.message('Hi')).code, 415)
    await ended(call)
  })

  test('where the endpoint is the active party the relay connects', async () => {
    const call = world.alice.call({ setup: 'passive' })
    const answer = await call.finals.next()
    const { media } = findMessageMedia(parseSdp(answer.body).description) ?? {}
    call.msrp.setRemotePath(media?.path ?? [])
    const dialog = Dialog.ofClient(call.invite, answer, world.alice.endpoint)
    await world.alice.transport.send(dialog.makeAck(answer), world.alice.iwf)
    call.dialog = dialog
    assert.equal((await world.imps.message('Hi')).code, 200)
    assert.equal((await call.messages.next()).last.request.method, 'SEND')
    assert.deepEqual(await call.send('Hello').outcome, { kind: 'accepted' })
    await ended(call)
  })

  test('a session begun for a message of an IMPS user is one over the relay, too', async () => {
    const { alice, imps } = world
    const sent = imps.message('Hi Alice')
    const invite = await alice.requests.next()
    const offer = findMessageMedia(parseSdp(invite.request.body).description)?.media
    assert.equal(offer?.path.length, 2)
    alice.answer(invite, 486)
    assert.notEqual((await sent).code, 200)
  })

  test('a session that the client has ended is not ended again when its connection goes, whatever is still under way', async () => {
    const { call } = await session()
    for (let text = 0; text < 50; text++) void call.send('x'.repeat(900)).outcome
    assert.equal((await call.within('BYE')).status, 200)
    call.msrp.connection?.stream.reset()
    await pause(50)
    assert.equal(world.alice.requests.count, 0)
  })

  test('the loss of the client is known at once', async () => {
    const { call } = await session()
    call.msrp.connection?.stream.reset()
    const bye = await world.alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    world.alice.answer(bye, 200)
    await pause(10)
    assert.equal(world.iwf.residue().msrpSessions, 0)
  })

  test('a session that is over is unknown, another connection has no part in one that lives, strangers get nothing', async () => {
    const { call, path } = await session()
    const [relay, own] = path.map(serialiseMsrpUri)
    const other = await world.alice.msrp.openConnection(path[0] as MsrpUri & { port: number })
    const ask = (method: string, to: readonly (string | undefined)[]) =>
      new Promise(resolve => {
        const message: MsrpRequest = {
          kind: 'request',
          method,
          transactionId: `t${Math.random().toString(36).slice(2)}0000`,
          headers: [
            msrpHeader('To-Path', to.join(' ')),
            msrpHeader('From-Path', 'msrp://127.0.0.1:9/stranger;tcp'),
            msrpHeader('Message-ID', 'm1234'),
            msrpHeader('Byte-Range', '1-0/0'),
          ],
          body: undefined,
          continuation: '$',
        }
        other.expect(message.transactionId, 1000, result =>
          resolve(result.kind === 'response' ? result.response.status : result.kind),
        )
        other.write(serialiseMsrp(message))
      })
    assert.equal(await ask('SEND', [relay, own]), 506)
    assert.equal(await ask('SEND', [relay]), 481)
    assert.equal(await ask('SEND', [own]), 481)
    assert.equal(await ask('SEND', [relay, 'msrp://127.0.0.1:1/elsewhere;tcp']), 481)
    assert.equal(await ask('SEND', [relay, own, 'msrp://127.0.0.1:1/elsewhere;tcp']), 481)
    assert.equal(await ask('AUTH', [`msrp://127.0.0.1:${path[0]?.port};tcp`]), 403)
    await ended(call)
    assert.equal(await ask('SEND', [relay, own]), 481)
    other.end()
  })

  test('nobody reaches the endpoint past its relay', async () => {
    const { call, path } = await session()
    const socket = connect({ host: '127.0.0.1', port: path[1]?.port ?? 0 })
    await once(socket.resume(), 'end')
    socket.destroy()
    await ended(call)
  })

  test('a method that it does not know goes to the endpoint, and the answer all the way back', async () => {
    const { call } = await session()
    const { to, from } = call.msrp.paths
    const headers = [msrpHeader('To-Path', to.join(' ')), msrpHeader('From-Path', from.join(' '))]
    const message = { kind: 'request', method: 'FOO', transactionId: 'tfoo12345', headers } as const
    const outcome = await call.msrp.transact({ ...message, body: undefined, continuation: '$' }).result
    assert.ok(outcome.kind === 'response')
    assert.equal(outcome.response.status, 501)
    assert.deepEqual(fromPath(outcome.response), to)
    await ended(call)
  })
})
