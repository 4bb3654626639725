import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { findMessageMedia } from '../../protocols/sdp/message-media.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { hasHeader, headerValue } from '../../protocols/sip/headers.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { DeliveryStatusReport, Primitive } from '../../protocols/ssp/document.ts'
import { loopback, pause, type Loopback } from '../loopback.ts'

const long = 'long '.repeat(1000)

describe('messages of an IMPS user without a session', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  beforeEach(() => {
    world.imps.log.length = 0
  })
  after(() => world.close())

  const nextReport = async (): Promise<DeliveryStatusReport> => {
    const primitive: Primitive = await world.imps.requests.next()
    return primitive.name === 'DeliveryStatusReport' ? primitive : nextReport()
  }

  test('a short one is a MESSAGE, and 200 is a delivery', async () => {
    const { alice, imps } = world
    const sending = imps.message('ping', { deliveryReport: true, messageId: 'm1', validity: 60 })
    const message = await alice.requests.next()
    const { request } = message
    assert.equal(request.method, 'MESSAGE')
    assert.equal(request.requestUri, 'sip:alice@sip.example')
    assert.match(headerValue(request, 'from') ?? '', /^<sip:bob@imps\.example>;tag=/)
    assert.equal(headerValue(request, 'expires'), '60')
    assert.equal(hasHeader(request, 'contact'), false)
    assert.equal(request.body.toString(), 'ping')
    assert.ok(serialiseSip(request).length <= 1300)
    alice.answer(message, 200)
    assert.equal((await sending).code, 200)
    const report = await nextReport()
    assert.equal(report.result.code, 200)
    assert.equal(report.message.messageId, 'm1')
    assert.equal(report.message.sender?.user?.userId, 'wv:alice@sip.example')
  })

  test('202 is no delivery', async () => {
    const { alice, imps } = world
    const sending = imps.message('ping', { deliveryReport: true })
    alice.answer(await alice.requests.next(), 202)
    assert.equal((await sending).code, 200)
    await pause(30)
    assert.deepEqual(imps.log, [])
  })

  test('SIP errors are told by their meaning', async () => {
    const { alice, imps } = world
    const rows = { 404: 531, 403: 532, 480: 533, 486: 533, 415: 415, 500: 500, 501: 405, 603: 538, 503: 503 }
    for (const [sip, code] of Object.entries(rows)) {
      const sending = imps.message('ping')
      alice.answer(await alice.requests.next(), Number(sip), sip === '503' ? [['Retry-After', '7']] : [])
      const told = await sending
      assert.equal(told.code, code)
      if (code === 503) assert.equal(told.tryAgainTimeout, 7)
    }
  })

  test('a redirection is followed once', async () => {
    const { alice, imps } = world
    const sending = imps.message('ping')
    alice.answer(await alice.requests.next(), 302, [['Contact', '<sip:alice@elsewhere.example>']])
    const second = await alice.requests.next()
    assert.equal(second.request.requestUri, 'sip:alice@elsewhere.example')
    alice.answer(second, 200)
    assert.equal((await sending).code, 200)
  })

  test('one MESSAGE at a time, in order', async () => {
    const { alice, imps } = world
    const sending = ['one', 'two', 'three'].map(text => imps.message(text))
    for (const text of ['one', 'two', 'three']) {
      const message = await alice.requests.next()
      await pause(10)
      assert.equal(alice.requests.count, 0)
      assert.equal(message.request.body.toString(), text)
      alice.answer(message, 200)
    }
    for (const one of sending) assert.equal((await one).code, 200)
  })

  test('a long one opens a session, which carries what follows', async () => {
    const { alice, imps } = world
    const sending = [imps.message(long), imps.message('short')]
    const invite = await alice.requests.next()
    assert.equal(invite.request.method, 'INVITE')
    const { description } = parseSdp(invite.request.body)
    const { media } = findMessageMedia(description)!
    assert.equal(media.acceptTypes[0], 'message/cpim')
    assert.equal(media.setup, 'actpass')
    const msrp = alice.msrp.createSession()
    const texts: string[] = []
    msrp.user = {
      message: message => void texts.push(message.body.toString().split('\r\n\r\n').slice(2).join('\r\n\r\n')),
    }
    const contact = `<sip:alice@${alice.transport.address.host}:${alice.transport.address.port}>`
    alice.answer(
      invite,
      200,
      [
        ['Contact', contact],
        ['Content-Type', 'application/sdp'],
      ],
      alice.offer('passive', msrp),
    )
    await alice.acks.next()
    for (const one of sending) assert.equal((await one).code, 200)
    assert.deepEqual(texts, [long, 'short'])
    assert.equal((await imps.message('third')).code, 200)
    assert.equal(texts[2], 'third')
    assert.equal(alice.requests.count, 0)
    msrp.connection?.stream.reset()
    const bye = await alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    alice.answer(bye, 200)
  })

  test('a session that is refused is told', async () => {
    const { alice, imps } = world
    const sending = imps.message(long)
    alice.answer(await alice.requests.next(), 486)
    assert.equal((await sending).code, 533)
  })

  test('it gives way to a session of the SIMPLE user, and the message travels there', async () => {
    const { alice, imps } = world
    const sending = imps.message('x'.repeat(1500))
    const invite = await alice.requests.next()
    alice.answer(invite, 180)
    await pause(10)
    const call = await alice.session()
    const cancel = await alice.requests.next()
    assert.equal(cancel.request.method, 'CANCEL')
    assert.equal(cancel.cancels, invite.transaction)
    alice.answer(cancel, 200)
    alice.answer(invite, 487)
    assert.equal((await sending).code, 200)
    assert.match((await call.messages.next()).body.toString(), /x{1500}$/)
    await call.within('BYE')
  })

  test('several recipients: each is served, and what failed is detailed', async () => {
    const { alice, imps } = world
    const recipients = ['wv:alice@sip.example', 'wv:nobody@sip.example', 'wv:x@third.example', 'wv:/room@sip.example']
    const sending = imps.message('all', { recipients: recipients.map(userId => ({ user: { userId } })) })
    for (let count = 0; count < 2; count++) {
      const message = await alice.requests.next()
      alice.answer(message, message.request.requestUri.includes('nobody') ? 404 : 200)
    }
    const told = await sending
    assert.equal(told.code, 201)
    assert.deepEqual(Object.fromEntries(told.details.map(({ code, users }) => [users[0], code])), {
      'wv:nobody@sip.example': 531,
      'wv:x@third.example': 516,
      'wv:/room@sip.example': 901,
    })
  })

  test('a repeated message is answered again and delivered once', async () => {
    const { alice, imps } = world
    const first = imps.message('once', { messageId: 'same' })
    alice.answer(await alice.requests.next(), 200)
    assert.equal((await first).code, 200)
    assert.equal((await imps.message('once', { messageId: 'same' })).code, 200)
    assert.equal(alice.requests.count, 0)
  })

  test('senders of other domains are refused', async () => {
    const { alice, imps } = world
    assert.equal((await imps.message('x', { sender: { user: { userId: 'wv:eve@other.example' } } })).code, 901)
    assert.equal((await imps.message('x', { sender: { user: { userId: 'wv:alice@sip.example' } } })).code, 901)
    assert.equal(alice.requests.count, 0)
  })
})

describe('messages of an IMPS user around a session', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  beforeEach(() => {
    world.imps.behaviour = () => undefined
    world.imps.log.length = 0
  })
  after(() => world.close())

  test('one that comes during the set-up travels in the session, after the first SEND', async () => {
    const { alice, imps } = world
    imps.behaviour = primitive =>
      primitive.name === 'GetBlockStatusRequest'
        ? pause(80).then(() => ({
            name: 'GetBlockStatusResponse' as const,
            status: { code: 200, details: [] },
            blocks: [{ userId: 'wv:bob@imps.example', blocked: false, granted: true }],
          }))
        : undefined
    const call = alice.call()
    await pause(30)
    const sending = imps.message('early')
    await call.accept(await call.finals.next())
    assert.match((await call.messages.next()).body.toString(), /early$/)
    assert.equal((await sending).code, 200)
    assert.equal(alice.requests.count, 0)
    await call.within('BYE')
  })

  test('one that comes during a set-up that fails goes by MESSAGE', async () => {
    const { alice, imps } = world
    imps.behaviour = primitive => (primitive.name === 'GetClientCapabilityRequest' ? 'silence' : undefined)
    const call = alice.call()
    await pause(30)
    const sending = imps.message('early')
    assert.equal((await call.finals.next()).status, 504)
    const message = await alice.requests.next()
    alice.answer(message, 200)
    assert.equal((await sending).code, 200)
  })

  test('a type the SIMPLE client does not take is refused', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    const { outcome } = imps.endpoint.request(
      'sip.example',
      {
        name: 'SendMessageRequest',
        deliveryReport: false,
        message: {
          messageId: 'gif',
          recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
          sender: { user: { userId: 'wv:bob@imps.example' } },
        },
        content: { contentType: 'image/gif', encoding: 'base64', octets: Buffer.from([0, 1, 2]) },
      },
      { within: 1000 },
    )
    const result = await outcome
    assert.ok(result.kind === 'answer' && result.transaction.primitive.name === 'SendMessageResponse')
    assert.equal(result.transaction.primitive.status.code, 415)
    assert.equal(call.messages.count, 0)
    await call.within('BYE')
  })

  test('a success REPORT is a delivery, a failure REPORT is told and ends the session', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    imps.log.length = 0
    assert.equal((await imps.message('one', { deliveryReport: true })).code, 200)
    assert.equal((await call.messages.next()).successReport, true)
    await pause(20)
    assert.deepEqual(imps.log, ['DeliveryStatusReport'])
    call.msrp.user = { message: message => void setImmediate(() => message.report(403)) }
    assert.equal((await imps.message('two', { deliveryReport: true, messageId: 'two' })).code, 200)
    const bye = await alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    alice.answer(bye, 200)
  })

  test('an unanswered SEND is told after the transaction time', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    call.msrp.user = { message: message => message.hold() }
    assert.equal((await imps.message('hello?')).code, 410)
    await call.within('BYE')
  })

  test('a session that was ended is not used', async () => {
    const { alice, imps } = world
    const call = await alice.session()
    await call.within('BYE')
    const sending = imps.message('anyone?')
    const message = await alice.requests.next()
    assert.equal(message.request.method, 'MESSAGE')
    alice.answer(message, 200)
    assert.equal((await sending).code, 200)
    assert.equal(call.messages.count, 0)
  })
})

describe('capability queries about SIMPLE users', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  after(() => world.close())

  const ask = async (target: string) => {
    const outcome = await world.imps.request({
      name: 'GetClientCapabilityRequest',
      blockStatusRequest: false,
      metaInfo: { clientOriginated: true, user: { userId: 'wv:bob@imps.example' } },
      targets: [target],
    })
    assert.ok(outcome.kind === 'answer')
    const { primitive } = outcome.transaction
    assert.ok(primitive.name === 'GetClientCapabilityResponse')
    return primitive
  }

  test('are answered from OPTIONS', async () => {
    const asking = ask('wv:alice@sip.example')
    const options = await world.alice.requests.next()
    assert.equal(options.request.method, 'OPTIONS')
    world.alice.answer(options, 200, [['Accept', 'application/sdp, text/plain, image/png']])
    const answer = await asking
    assert.equal(answer.status.code, 200)
    assert.deepEqual(
      answer.clients[0]?.capabilities?.contentTypes.map(({ type }) => type),
      ['text/plain', 'image/png'],
    )
  })

  test('nobody is unknown, silence is not logged in, a foreign domain is not served', async () => {
    const asking = ask('wv:nobody@sip.example')
    world.alice.answer(await world.alice.requests.next(), 404)
    assert.deepEqual(
      (await asking).status.details.map(({ code }) => code),
      [531],
    )
    assert.deepEqual(
      (await ask('wv:alice@sip.example')).status.details.map(({ code }) => code),
      [533],
    )
    assert.deepEqual(
      (await ask('wv:x@other.example')).status.details.map(({ code }) => code),
      [516],
    )
  })
})
