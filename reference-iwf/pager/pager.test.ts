import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { hasHeader, headerValue } from '../../protocols/sip/headers.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { allFailed, status } from '../../protocols/ssp/status.ts'
import { loopback, type Loopback } from '../loopback.ts'

describe('MESSAGE to an IMPS user', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  beforeEach(() => {
    world.imps.behaviour = () => undefined
    world.imps.log.length = 0
  })
  after(() => world.close())

  const send = (body: string, headers: HeaderField[] = [], target = 'sip:bob@imps.example') => {
    const typed: HeaderField[] = headers.some(([name]) => name === 'Content-Type')
      ? headers
      : [['Content-Type', 'text/plain;charset=UTF-8'], ...headers]
    return world.alice.transact(world.alice.outside('MESSAGE', target, typed, Buffer.from(body)))
  }
  const received = async () => {
    const primitive: Primitive = await world.imps.requests.next()
    assert.ok(primitive.name === 'SendMessageRequest')
    return primitive
  }

  test('is one message there and 202 here, without Contact and body', async () => {
    const final = await send('Hello', [['Expires', '60']])
    assert.equal(final.status, 202)
    assert.equal(hasHeader(final, 'contact'), false)
    assert.equal(final.body.length, 0)
    const { message, content, deliveryReport, metaInfo } = await received()
    assert.equal(content?.octets.toString(), 'Hello')
    assert.equal(content.contentType, 'text/plain;charset=UTF-8')
    assert.equal(message.contentSize, 5)
    assert.equal(message.validity, 60)
    assert.equal(message.sender?.user?.userId, 'wv:alice@sip.example')
    assert.equal(metaInfo?.user?.userId, 'wv:alice@sip.example')
    assert.deepEqual(
      message.recipients.map(({ user }) => user?.userId),
      ['wv:bob@imps.example'],
    )
    assert.equal(deliveryReport, false)
    assert.deepEqual(world.imps.log, ['SendMessageRequest'])
  })

  test('in CPIM is unwrapped, and CPIM From does not name the sender', async () => {
    const cpim =
      'From: <sip:mallory@sip.example>\r\nTo: <sip:bob@imps.example>\r\n\r\nContent-Type: text/plain\r\n\r\nHi'
    assert.equal((await send(cpim, [['Content-Type', 'message/cpim']])).status, 202)
    const { message, content } = await received()
    assert.equal(content?.octets.toString(), 'Hi')
    assert.equal(message.sender?.user?.userId, 'wv:alice@sip.example')
  })

  test('what text XML would change arrives as it was', async () => {
    for (const text of [' <&"\'>ä漢😀 ', 'two\r\nlines', '']) {
      assert.equal((await send(text)).status, 202)
      assert.equal((await received()).content?.octets.toString(), text)
    }
  })

  test('errors of the server are told by their meaning', async () => {
    const rows = { 531: 404, 532: 403, 533: 480, 415: 415, 538: 603, 504: 504, 410: 480, 600: 504 }
    for (const [code, expected] of Object.entries(rows))
      for (const given of [status(Number(code)), allFailed(Number(code), 'wv:bob@imps.example')]) {
        world.imps.behaviour = () => ({ name: 'SendMessageResponse', status: given })
        const final = await send('x')
        assert.equal(final.status, expected, `${code} → ${final.status}`)
        if (final.status === 415) assert.ok(hasHeader(final, 'accept'))
      }
  })

  test('silence of the server is 504, never 408', async () => {
    world.imps.behaviour = () => 'silence'
    assert.equal((await send('x')).status, 504)
  })

  test('is refused where it cannot go', async () => {
    assert.equal((await send('x', [], 'sip:x@unserved.example')).status, 404)
    assert.equal((await send('x', [['Content-Type', 'application/pdf']])).status, 415)
    assert.equal((await send('x', [['From', '<sip:eve@evil.example>;tag=1']])).status, 403)
    assert.equal((await send('x', [['From', '<sip:anonymous@anonymous.invalid>;tag=1']])).status, 433)
    assert.equal((await send('x', [['Require', 'recipient-list-message']])).status, 420)
    assert.equal((await send('x', [['Max-Forwards', '0']])).status, 483)
    assert.deepEqual(world.imps.log, [])
  })
})

describe('other requests', () => {
  let world: Loopback
  before(async () => {
    world = await loopback()
  })
  after(() => world.close())

  const ask = (method: string, target = 'sip:bob@imps.example', headers: HeaderField[] = []) =>
    world.alice.transact(world.alice.outside(method, target, headers))

  test('OPTIONS to a user, to the gateway, and to nowhere', async () => {
    const final = await ask('OPTIONS')
    assert.equal(final.status, 200)
    for (const name of ['allow', 'accept', 'supported']) assert.ok(hasHeader(final, name))
    assert.equal((await ask('OPTIONS', 'sip:127.0.0.1')).status, 200)
    assert.equal((await ask('OPTIONS', 'sip:x@unserved.example')).status, 404)
    assert.deepEqual(world.imps.log, [])
  })

  test('methods that are not for this IWF', async () => {
    assert.equal((await ask('FOO')).status, 501)
    const subscribe = await ask('SUBSCRIBE')
    assert.equal(subscribe.status, 405)
    assert.match(headerValue(subscribe, 'allow') ?? '', /INVITE/)
    assert.equal((await ask('BYE')).status, 481)
  })

  test('addresses that cannot be mapped', async () => {
    const status = async (target: string) => (await ask('INVITE', target)).status
    assert.equal(await status('tel:+358401234567'), 416)
    assert.equal(await status('sips:bob@imps.example'), 416)
    assert.equal(await status('sip:imps.example'), 484)
    assert.equal(await status('sip:x%00y@imps.example'), 404)
    assert.equal(await status('sip:%FF@imps.example'), 404)
    assert.deepEqual(world.imps.log, [])
  })
})
