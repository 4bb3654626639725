import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { SendMessageRequest } from '../../protocols/ssp/document.ts'
import { status } from '../../protocols/ssp/status.ts'
import { loopback, pause, type Loopback } from '../loopback.ts'

/** The IMPS user takes texts of 1000 octets. */
const words = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ')

describe('texts that are too long for one message, where they are divided (ICS-16)', () => {
  let world: Loopback
  const came: SendMessageRequest[] = []
  /** What the IMPS server answers to the message that comes as this one. */
  let answers: readonly number[] = []
  before(async () => {
    world = await loopback({ features: { transcoding: ['split'] }, timers: { T_HOLD: 2000, T_MSG: 2000 } })
  })
  beforeEach(() => {
    came.length = 0
    answers = []
    world.imps.behaviour = primitive => {
      if (primitive.name !== 'SendMessageRequest') return undefined
      came.push(primitive)
      const code = answers[came.length - 1] ?? 200
      return { name: 'SendMessageResponse', status: status(code) }
    }
  })
  after(() => world.close())

  test('come in order, in several messages with ids of their own, which together are the text', async () => {
    const call = await world.alice.session()
    assert.deepEqual(await call.send(words).outcome, { kind: 'accepted' })
    assert.equal(came.length, 4)
    assert.equal(came.map(({ content }) => content?.octets.toString()).join(''), words)
    assert.equal(new Set(came.map(({ message }) => message.messageId)).size, 4)
    assert.ok(came.every(({ content }) => (content?.octets.length ?? 0) <= 1000))
    await call.within('BYE')
  })

  test('fail when one of the messages does', async () => {
    answers = [200, 200, 538]
    const call = await world.alice.session()
    assert.equal((await call.send(words).outcome).kind, 'rejected')
    await call.within('BYE')
  })

  test('are delivered when all of the messages are', async () => {
    const call = await world.alice.session()
    await call.send(words, { successReport: true }).outcome
    const delivered = ({ message: { messageId = '' } }: SendMessageRequest) =>
      world.imps.request({
        name: 'DeliveryStatusReport',
        result: status(200),
        message: {
          messageId,
          recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
          sender: { user: { userId: 'wv:bob@imps.example' } },
        },
      })
    const [last, ...others] = [...came].reverse()
    assert.ok(last)
    for (const one of others) await delivered(one)
    await pause(20)
    assert.equal(call.reports.count, 0)
    await delivered(last)
    assert.equal((await call.reports.next()).status?.code, 200)
    await call.within('BYE')
  })

  test('are still refused where they would never end', async () => {
    const call = await world.alice.session()
    const outcome = await call.send('x'.repeat(200_000)).outcome
    assert.deepEqual([outcome.kind, 'status' in outcome && outcome.status], ['rejected', 413])
    assert.equal(came.length, 0)
    await call.within('BYE')
  })
})
