import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { headerValue, headerValues } from '../protocols/sip/headers.ts'
import { cancelOf } from '../protocols/sip/hop-request.ts'
import { tagOf } from '../protocols/sip/tag.ts'
import { findMessageMedia } from '../protocols/sdp/message-media.ts'
import { parseSdp } from '../protocols/sdp/parse.ts'
import type { Primitive } from '../protocols/ssp/document.ts'
import { allFailed, status } from '../protocols/ssp/status.ts'
import { loopback, pause, type Loopback, type TestCall } from './loopback.ts'

const query = (name: Primitive['name'], answer: Primitive | 'silence') => (primitive: Primitive) =>
  primitive.name === name ? answer : undefined
const block = (blocked: boolean, granted: boolean): Primitive => ({
  name: 'GetBlockStatusResponse',
  status: status(200),
  blocks: [{ userId: 'wv:bob@imps.example', blocked, granted }],
})
const messageAnswer = (code: number): Primitive => ({ name: 'SendMessageResponse', status: status(code) })

describe('a session that a SIMPLE user begins', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  beforeEach(() => {
    world.imps.behaviour = () => undefined
    world.imps.log.length = 0
  })
  after(() => world.close())

  const ended = async (call: TestCall) => {
    assert.equal((await call.within('BYE')).status, 200)
    await pause(10)
    assert.equal(world.iwf.residue().pairs, 0)
    assert.equal(world.iwf.residue().msrpSessions, 0)
  }
  const refusal = async (behaviour: typeof world.imps.behaviour, options = {}) => {
    world.imps.behaviour = behaviour
    return world.alice.call(options).finals.next()
  }

  test('queries come first, then 200 with what the client takes, then messages flow both ways', async () => {
    const { alice, imps } = world
    const call = alice.call()
    const final = await call.finals.next()
    assert.equal(final.status, 200)
    assert.deepEqual(
      call.provisionals.map(provisional => provisional.status),
      [100],
    )
    assert.deepEqual([...imps.log].sort(), ['GetBlockStatusRequest', 'GetClientCapabilityRequest'])
    const { media } = findMessageMedia(parseSdp(final.body).description)!
    assert.deepEqual(media.acceptTypes.slice(0, 1), ['message/cpim'])
    assert.ok(media.acceptTypes.includes('text/plain'))
    assert.equal(media.maxSize, 1000)
    assert.equal(media.setup, 'passive')

    await call.accept(final)
    assert.deepEqual(await call.send('Hello Bob').outcome, { kind: 'accepted' })
    assert.equal(imps.log.filter(name => name === 'SendMessageRequest').length, 1)

    assert.equal((await imps.message('Hi Alice')).code, 200)
    const message = await call.messages.next()
    assert.equal(message.contentType, 'message/cpim')
    assert.match(message.body.toString(), /^From: <sip:bob@imps\.example>\r\n[^]*\r\n\r\nHi Alice$/)
    await ended(call)
  })

  test('the queries name the right users', async () => {
    const asked: Primitive[] = []
    world.imps.behaviour = primitive => {
      asked.push(primitive)
      return undefined
    }
    const call = await world.alice.session({ headers: [['P-Asserted-Identity', '<sip:alice2@sip.example>']] })
    for (const primitive of asked) {
      assert.ok(primitive.name === 'GetClientCapabilityRequest' || primitive.name === 'GetBlockStatusRequest')
      assert.equal(primitive.metaInfo?.user?.userId, 'wv:alice2@sip.example')
      assert.deepEqual(primitive.targets, ['wv:bob@imps.example'])
    }
    assert.equal(asked.length, 2)
    await ended(call)
  })

  test('who may not write is refused, and nobody is told why in detail', async () => {
    assert.equal((await refusal(query('GetBlockStatusRequest', block(true, true)))).status, 403)
    assert.equal((await refusal(query('GetBlockStatusRequest', block(false, false)))).status, 403)
    const detailed = {
      name: 'GetBlockStatusResponse',
      status: allFailed(532, 'wv:bob@imps.example'),
      blocks: [],
    } as const
    assert.equal((await refusal(query('GetBlockStatusRequest', detailed))).status, 403)
    assert.equal(world.imps.log.includes('SendMessageRequest'), false)
  })

  test('unknown, offline and silent users are refused', async () => {
    const capability = (code: number) => query('GetClientCapabilityRequest', { name: 'Status', status: status(code) })
    assert.equal((await refusal(capability(531))).status, 404)
    assert.equal((await refusal(capability(533))).status, 480)
    assert.equal((await refusal(capability(501))).status, 501)
    assert.equal((await refusal(query('GetClientCapabilityRequest', 'silence'))).status, 504)
    const again = { name: 'Status', status: status(503, { tryAgainTimeout: 30 }) } as const
    const later = await refusal(query('GetClientCapabilityRequest', again))
    assert.equal(later.status, 480)
    assert.equal(headerValue(later, 'retry-after'), '30')
  })

  test('an offer with nothing in common is not acceptable', async () => {
    const final = await refusal(() => undefined, { acceptTypes: ['image/gif'] })
    assert.equal(final.status, 488)
    assert.match(headerValue(final, 'warning') ?? '', /^305 /)
    const audio = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n'
    assert.equal((await refusal(() => undefined, { body: Buffer.from(audio) })).status, 488)
    assert.equal((await refusal(() => undefined, { body: Buffer.from('garbage') })).status, 400)
  })

  test('an INVITE without offer gets the offer in the 200 and is answered in the ACK', async () => {
    const { alice, imps } = world
    const call = alice.call({ withoutOffer: true })
    const final = await call.finals.next()
    assert.equal(final.status, 200)
    const { media } = findMessageMedia(parseSdp(final.body).description)!
    assert.equal(media.setup, 'actpass')
    await call.accept(final, alice.offer('active', call.msrp))
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'accepted' })
    assert.equal(imps.log.filter(name => name === 'SendMessageRequest').length, 1)
    await ended(call)
  })

  test('a passive offerer is connected to', async () => {
    const { alice, imps } = world
    const call = alice.call({ setup: 'passive' })
    const bound = new Promise<void>(resolve => (call.msrp.user = { ...call.msrp.user, bound: resolve }))
    const final = await call.finals.next()
    call.dialog = undefined
    const { media } = findMessageMedia(parseSdp(final.body).description)!
    assert.equal(media.setup, 'active')
    assert.equal(media.port, 9)
    await call.accept(final).catch(() => undefined)
    await bound
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'accepted' })
    assert.equal((await imps.message('reply')).code, 200)
    await ended(call)
  })

  test('limits are enforced, and the session goes on', async () => {
    const call = await world.alice.session()
    const rejected = async (text: string, contentType: string) => {
      const outcome = await call.send(text, { contentType }).outcome
      return outcome.kind === 'rejected' ? outcome.status : outcome.kind
    }
    assert.equal(await rejected('%PDF', 'application/pdf'), 415)
    assert.equal(await rejected('x'.repeat(3000), 'text/plain'), 413)
    assert.equal(await rejected('x'.repeat(1001), 'text/plain'), 413)
    assert.equal(await rejected('<x/>', 'application/im-iscomposing+xml'), 415)
    assert.equal(world.imps.log.includes('SendMessageRequest'), false)
    assert.deepEqual(await call.send('x'.repeat(1000)).outcome, { kind: 'accepted' })
    await ended(call)
  })

  test('what the IMPS side refuses is in the response when it is known in time, else in a failure REPORT', async () => {
    const call = await world.alice.session()
    world.imps.behaviour = query('SendMessageRequest', messageAnswer(532))
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'rejected', status: 403, comment: undefined })
    world.imps.behaviour = primitive =>
      primitive.name === 'SendMessageRequest' ? pause(150).then(() => messageAnswer(538)) : undefined
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'accepted' })
    const report = await call.reports.next()
    assert.equal(report.status?.code, 403)
    assert.deepEqual(report.range, { start: 1, end: 2, total: 2 })
    world.imps.behaviour = query('SendMessageRequest', 'silence')
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'accepted' })
    assert.equal((await call.reports.next()).status?.code, 408)
    await ended(call)
  })

  test('success is reported on delivery and not before, once', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    const sent = new Promise<string>(resolve => {
      imps.behaviour = primitive => {
        if (primitive.name === 'SendMessageRequest') {
          assert.equal(primitive.deliveryReport, true)
          resolve(primitive.message.messageId ?? '')
        }
        return undefined
      }
    })
    const message = call.send('Hi', { successReport: true })
    assert.deepEqual(await message.outcome, { kind: 'accepted' })
    const messageId = await sent
    await pause(20)
    assert.equal(call.reports.count, 0)
    const report = {
      name: 'DeliveryStatusReport',
      result: status(200),
      message: {
        messageId,
        recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
        sender: { user: { userId: 'wv:bob@imps.example' } },
      },
    } as const
    for (let time = 0; time < 2; time++) assert.equal((await imps.request(report)).kind, 'answer')
    const success = await call.reports.next()
    assert.equal(success.messageId, message.messageId)
    assert.equal(success.status?.code, 200)
    await pause(10)
    assert.equal(call.reports.count, 0)
    await ended(call)
  })

  test('CANCEL ends the set-up at once, and the late answer changes nothing', async () => {
    const { alice, imps } = world
    imps.behaviour = primitive => (primitive.name === 'GetClientCapabilityRequest' ? 'silence' : undefined)
    const call = alice.call()
    await pause(30)
    const cancelled = await alice.transact(cancelOf(call.invite))
    const final = await call.finals.next()
    assert.equal(cancelled.status, 200)
    assert.equal(final.status, 487)
    assert.equal(tagOf(final, 'to'), tagOf(cancelled, 'to'))
    assert.equal(
      (
        await alice.transact(
          cancelOf({ ...call.invite, headers: alice.outside('INVITE', 'sip:x@imps.example', []).headers }),
        )
      ).status,
      481,
    )
  })

  test('retransmitted INVITEs ask nothing anew', async () => {
    const { alice, imps } = world
    imps.behaviour = primitive =>
      primitive.name === 'GetClientCapabilityRequest'
        ? pause(60).then(() => ({ name: 'Status', status: status(531) }) as const)
        : undefined
    const call = alice.call()
    for (let copy = 0; copy < 3; copy++) await alice.sendRaw(call.invite)
    assert.equal((await call.finals.next()).status, 404)
    assert.equal(imps.log.filter(name => name === 'GetClientCapabilityRequest').length, 1)
  })

  test('a 200 without ACK is repeated', async () => {
    const { alice } = world
    const call = alice.call()
    const final = await call.finals.next()
    const again = await call.finals.next()
    assert.equal(tagOf(final, 'to'), tagOf(again, 'to'))
    await call.accept(final)
    await ended(call)
  })

  test('media that never come end the session', async () => {
    const { alice } = world
    const call = alice.call()
    const final = await call.finals.next()
    const ack = call.accept(final)
    call.msrp.close()
    await ack.catch(() => undefined)
    const bye = await alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    assert.match(headerValue(bye.request, 'reason') ?? '', /^SIP;cause=480/)
    alice.answer(bye, 200)
  })

  test('the loss of the connection ends the session', async () => {
    const { alice } = world
    const call = await alice.session()
    await call.send('Hi').outcome
    call.msrp.connection?.stream.reset()
    const bye = await alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    alice.answer(bye, 200)
    await pause(10)
    assert.equal(world.iwf.residue().pairs, 0)
  })

  test('in the dialog: OPTIONS changes nothing, an old CSeq is refused, the same offer gets the same answer', async () => {
    const { alice } = world
    const call = alice.call()
    const final = await call.finals.next()
    const first = await call.accept(final)
    const options = await call.within('OPTIONS')
    assert.equal(options.status, 200)
    assert.ok(headerValues(options, 'allow').includes('MESSAGE'))
    const body = alice.offer('active', call.msrp)
    const again = await call.within('INVITE', { headers: [['Content-Type', 'application/sdp']], body })
    assert.equal(again.status, 200)
    await alice.transport.send(call.dialog!.makeAck(again), alice.iwf)
    assert.deepEqual(
      parseSdp(again.body).description.lines.find(({ type }) => type === 'o')?.value,
      first.lines.find(({ type }) => type === 'o')?.value,
    )
    const old = await alice.transact(call.dialog!.makeRequest('OPTIONS', { sequence: 1 }))
    assert.equal(old.status, 500)
    assert.deepEqual(await call.send('still here').outcome, { kind: 'accepted' })
    await ended(call)
    assert.equal((await call.within('BYE')).status, 481)
  })

  test('an inactive session holds back what the IMPS user writes: it goes by MESSAGE', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    const offer = alice.offer('active', call.msrp).toString().replace('a=sendrecv', 'a=inactive')
    const held = await call.within('INVITE', {
      headers: [['Content-Type', 'application/sdp']],
      body: Buffer.from(offer),
    })
    assert.match(held.body.toString(), /a=inactive/)
    await alice.transport.send(call.dialog!.makeAck(held), alice.iwf)
    const sending = imps.message('psst')
    const message = await alice.requests.next()
    assert.equal(message.request.method, 'MESSAGE')
    alice.answer(message, 200)
    assert.equal((await sending).code, 200)
    await ended(call)
  })

  test('the IMPS user who is gone ends the session', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    imps.behaviour = query('SendMessageRequest', messageAnswer(531))
    assert.deepEqual(await call.send('Hi').outcome, { kind: 'rejected', status: 403, comment: undefined })
    const bye = await alice.requests.next()
    assert.match(headerValue(bye.request, 'reason') ?? '', /cause=404/)
    alice.answer(bye, 200)
  })
})

describe('other forms of asking', () => {
  test('combined: one query', async () => {
    const world = await loopback({ features: { query: 'combined' } })
    const call = await world.alice.session()
    assert.deepEqual(world.imps.log, ['GetClientCapabilityRequest'])
    assert.equal((await call.within('BYE')).status, 200)
    await world.close()
  })

  test('answers in the HTTP response', async () => {
    const world = await loopback({ answerMode: 'http' })
    const call = await world.alice.session()
    assert.equal((await world.imps.message('Hi')).code, 200)
    assert.match((await call.messages.next()).body.toString(), /Hi$/)
    await call.within('BYE')
    await world.close()
  })

  test('a session that nobody uses is ended', async () => {
    const world = await loopback({ timers: { T_IDLE: 150 } })
    const call = await world.alice.session()
    await pause(80)
    await call.send('still here').outcome
    await pause(100)
    assert.equal(world.alice.requests.count, 0)
    const bye = await world.alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    world.alice.answer(bye, 200)
    await world.close()
  })

  test('without ACK the 200 is repeated for 64·T1, and only then comes BYE', async () => {
    const world = await loopback({ timers: { T1: 10, T2: 80, T4: 100 } })
    const call = world.alice.call()
    const bye = await world.alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    world.alice.answer(bye, 200)
    assert.ok(call.finals.count > 5)
    await world.close()
  })

  test('a hundred sessions at once', async () => {
    const world = await loopback({
      timers: { T_CAP: 5000, T_MSG: 5000, T_BIND: 5000, T_HOLD: 2000, T_MSRP: 5000, T1: 500 },
    })
    const calls = await Promise.all(
      Array.from({ length: 100 }, (_, index) => world.alice.session({ target: `sip:bob${index}@imps.example` })),
    )
    const outcomes = await Promise.all(calls.map(call => call.send('Hi').outcome))
    assert.ok(outcomes.every(({ kind }) => kind === 'accepted'))
    assert.equal(world.iwf.residue().pairs, 100)
    await Promise.all(calls.map(call => call.within('BYE')))
    assert.equal(world.iwf.residue().pairs, 0)
    await world.close()
  })

  test('without the active role nobody is left to connect to a passive caller: 488', async () => {
    const world = await loopback({ features: { activeRole: false } })
    const refused = await world.alice.call({ setup: 'passive' }).finals.next()
    const accepted = await world.alice.call({ setup: 'actpass' }).finals.next()
    assert.deepEqual([refused.status, accepted.status], [488, 200])
    const sending = world.imps.message('long '.repeat(1000), {
      recipients: [{ user: { userId: 'wv:carol@sip.example' } }],
    })
    const invite = await world.alice.requests.next()
    assert.match(invite.request.body.toString(), /^a=setup:passive\r$/m)
    world.alice.answer(invite, 486)
    assert.equal((await sending).code, 533)
    await world.close()
  })
})
