import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { HeaderField } from '../../protocols/sip/build.ts'
import { hasHeader, headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { status } from '../../protocols/ssp/status.ts'
import type { Features } from '../configuration.ts'
import { loopback, type Loopback } from '../loopback.ts'

async function withFeatures(t: TestContext, features: Partial<Features>): Promise<Loopback> {
  const world = await loopback({ features })
  t.after(() => world.close())
  return world
}

const send = ({ alice }: Loopback, body: string, headers: readonly HeaderField[]) =>
  alice.transact(alice.outside('MESSAGE', 'sip:bob@imps.example', headers, Buffer.from(body)))

const text: readonly HeaderField[] = [['Content-Type', 'text/plain']]

const nextMessage = async ({ imps }: Loopback) => {
  const primitive: Primitive = await imps.requests.next()
  assert.ok(primitive.name === 'SendMessageRequest')
  return primitive
}

test('without pager mode MESSAGE is 405, and Allow does not list it', async t => {
  const world = await withFeatures(t, { pagerMode: false })
  const refusal = await send(world, 'Hi', text)
  assert.equal(refusal.status, 405)
  assert.ok(hasHeader(refusal, 'allow'))
  assert.ok(!headerValues(refusal, 'allow').includes('MESSAGE'))
})

test('without session mode INVITE is 405, and MESSAGE is served', async t => {
  const world = await withFeatures(t, { sessionMode: false })
  const { status: code } = await world.alice.call().finals.next()
  assert.equal(code, 405)
  assert.equal((await send(world, 'Hi', text)).status, 202)
})

test('answered at once, a MESSAGE is 202 whatever the server says, and its author is notified', async t => {
  const world = await withFeatures(t, { messageAnswer: 'AT-ONCE', imdn: true })
  world.imps.behaviour = primitive =>
    primitive.name === 'SendMessageRequest' ? { name: 'Status', status: status(533) } : undefined
  const cpim = [
    'From: <sip:alice@sip.example>',
    'To: <sip:bob@imps.example>',
    'DateTime: 2026-11-22T10:00:00Z',
    'NS: x <urn:ietf:params:imdn>',
    'x.Message-ID: m1',
    'x.Disposition-Notification: negative-delivery',
    '',
    'Content-Type: text/plain',
    '',
    'Hi',
  ].join('\r\n')
  assert.equal((await send(world, cpim, [['Content-Type', 'message/cpim']])).status, 202)
  assert.equal((await nextMessage(world)).deliveryReport, true)
  const { request } = await world.alice.requests.next()
  assert.equal(request.method, 'MESSAGE')
  assert.match(request.body.toString(), /<message-id>m1<\/message-id>[\s\S]*<failed\/>/)
})

test('a recipient list is 420 unless it is spoken, and then a message for each', async t => {
  const list =
    '<resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"><list><entry uri="sip:bob@imps.example"/>' +
    '<entry uri="sip:frank@imps.example"/><entry uri="sip:x@nowhere.example"/></list></resource-lists>'
  const body =
    '--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n' +
    `--b\r\nContent-Type: application/resource-lists+xml\r\n\r\n${list}\r\n--b--\r\n`
  const headers: readonly HeaderField[] = [
    ['Content-Type', 'multipart/mixed;boundary=b'],
    ['Require', 'recipient-list-message'],
  ]
  const [without, spoken] = [await withFeatures(t, {}), await withFeatures(t, { uriLists: true })]
  const refusal = await send(without, body, headers)
  assert.deepEqual([refusal.status, headerValue(refusal, 'unsupported')], [420, 'recipient-list-message'])
  assert.equal((await send(spoken, body, headers)).status, 202)
  const messages = [await nextMessage(spoken), await nextMessage(spoken)]
  assert.deepEqual(
    messages.map(({ message, content }) => [message.recipients[0]?.user?.userId, content?.octets.toString()]),
    [
      ['wv:bob@imps.example', 'Hi'],
      ['wv:frank@imps.example', 'Hi'],
    ],
  )
})
