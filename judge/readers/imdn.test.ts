import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildCpim } from '../../protocols/cpim/build.ts'
import { mimeHeader } from '../../protocols/cpim/message.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import { buildImdn } from '../../protocols/imdn/build.ts'
import type { DeliveryStatus } from '../../protocols/imdn/notification.ts'
import { imdnHeaders } from '../../protocols/imdn/request.ts'
import { buildSend } from '../../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { decodeMsrp } from '../../trace/decoded/msrp.ts'
import { decodeSip } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { notificationIdOf, notifications, notificationsOf, notificationsOfStatus } from './imdn.ts'

const paths = { to: ['msrp://a.example:9/k1;tcp'], from: ['msrp://iwf.example:9/k2;tcp'] }

const wrapped = (about: string, status: DeliveryStatus) =>
  buildCpim({
    from: { uri: 'sip:bob@imps.example' },
    to: { uri: 'sip:alice@sip.example' },
    headers: imdnHeaders(`own-${about}`),
    contentType: 'message/imdn+xml',
    mimeHeaders: [mimeHeader('Content-Disposition', 'notification')],
    content: buildImdn({ messageId: about, dateTime: 'd', disposition: { kind: 'delivery', status } }),
  })

const observed = <M>(message: M, octets: Buffer, at: number, from = 'iwf') =>
  ({ id: at, at, from, message, octets, connection: 'c', direction: 'received' }) as Observed<M>

const bySend = (about: string, status: DeliveryStatus, at: number) => {
  const body = serialiseCpim(wrapped(about, status))
  const content = { contentType: 'message/cpim', body }
  const range = { start: 1, end: body.length, total: body.length }
  const octets = serialiseMsrp(buildSend(paths, { messageId: `m${at}abc` }, range, content))
  return observed(decodeMsrp(octets).view, octets, at)
}

const byMessage = (about: string, status: DeliveryStatus, at: number) => {
  const body = serialiseCpim(wrapped(about, status))
  const head = `MESSAGE sip:alice@sip.example SIP/2.0\r\nCSeq: ${at} MESSAGE\r\nContent-Type: message/cpim\r\n`
  const octets = Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body])
  return observed(decodeSip(octets, false, []).view, octets, at)
}

test('notifications are found in sessions and in MESSAGE, in the order in which they came', () => {
  const again = { ...byMessage('two', 'failed', 3), octets: byMessage('two', 'failed', 2).octets }
  const seen = { msrp: [bySend('one', 'delivered', 1)], sip: [byMessage('two', 'failed', 2), again] }
  assert.deepEqual(
    notifications(seen).map(({ message }) => message.notification?.messageId),
    ['one', 'two'],
  )
  assert.equal(notificationsOf(seen, 'two').length, 1)
  assert.equal(notificationsOfStatus(seen, 'delivered').length, 1)
  const [first] = notifications(seen)
  assert.deepEqual(
    [first?.message.messageId, first?.message.contentDisposition, first?.message.asksForNotifications],
    ['own-one', 'notification', false],
  )
})

test('what the peers send, and what is no notification, is left aside', () => {
  const own = { ...bySend('one', 'delivered', 1), from: 'simple' }
  assert.deepEqual(notifications({ msrp: [own], sip: [] }), [])
})

test('the id under which notifications are asked for is that of a message that asks', () => {
  const message = (dispositions: readonly 'positive-delivery'[]) =>
    buildCpim({
      from: { uri: 'sip:bob@imps.example' },
      to: { uri: 'sip:alice@sip.example' },
      headers: imdnHeaders('id', dispositions),
      contentType: 'text/plain',
      content: 'Hi',
    })
  assert.equal(notificationIdOf(message(['positive-delivery'])), 'id')
  assert.equal(notificationIdOf(message([])), undefined)
  assert.equal(notificationIdOf(undefined), undefined)
})
