import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { findMessageMedia } from '../../protocols/sdp/message-media.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { loopback, pause, type Loopback } from '../loopback.ts'

const long = 'long '.repeat(1000)

describe('a message of an IMPS user that is too large for MESSAGE, where no other sessions are begun for him', () => {
  let world: Loopback
  before(async () => {
    world = await loopback({ features: { reverse: 'PAGER', largeMessages: true } })
  })
  after(() => world.close())

  /** Takes the INVITE that comes, and gives its messages. */
  const taken = async () => {
    const { alice } = world
    const invite = await alice.requests.next()
    const msrp = alice.msrp.createSession({ successReports: 'manual' })
    const texts: string[] = []
    msrp.user = {
      message: message => {
        texts.push(message.body.toString().split('\r\n\r\n').slice(2).join('\r\n\r\n'))
        if (message.successReport) setImmediate(() => message.report(200, 'OK'))
      },
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
    return { invite: invite.request, texts }
  }
  const ending = async () => {
    const bye = await world.alice.requests.next()
    assert.equal(bye.request.method, 'BYE')
    world.alice.answer(bye, 200)
  }
  const ended = async () => {
    await ending()
    await pause(10)
    assert.deepEqual(world.iwf.residue(), { pairs: 0, msrpSessions: 0, sip: world.iwf.residue().sip })
  }

  test('goes in a session of its own, one way, which says what it is for and ends with it', async () => {
    const sending = world.imps.message(long)
    const { invite, texts } = await taken()
    assert.match(headerValue(invite, 'contact') ?? '', />;\+g\.oma\.sip-im\.large-message$/)
    assert.equal(headerValue(invite, 'accept-contact'), '*;+g.oma.sip-im.large-message')
    assert.equal(findMessageMedia(parseSdp(invite.body).description)?.media.direction, 'sendonly')
    assert.equal((await sending).code, 200)
    assert.deepEqual(texts, [long])
    await ended()
  })

  test('is waited for until it was reported on, where the IMPS user wants to hear of it', async () => {
    world.imps.log.length = 0
    const sending = world.imps.message(long, { deliveryReport: true })
    await taken()
    assert.equal((await sending).code, 200)
    await ended()
    assert.ok(world.imps.log.includes('DeliveryStatusReport'))
  })

  test('is not overtaken by what comes next, which is a MESSAGE again', async () => {
    const sending = [world.imps.message(long), world.imps.message('short')]
    const { texts } = await taken()
    const requests = [await world.alice.requests.next(), await world.alice.requests.next()]
    assert.deepEqual(texts, [long])
    assert.deepEqual(requests.map(({ request }) => request.method).sort(), ['BYE', 'MESSAGE'])
    for (const request of requests) world.alice.answer(request, 200)
    for (const one of sending) assert.equal((await one).code, 200)
  })

  test('a session that the SIMPLE user begins meanwhile has its place', async () => {
    const sending = world.imps.message(long, { deliveryReport: true })
    const { texts } = await taken()
    const call = await world.alice.session()
    assert.equal((await sending).code, 200)
    assert.deepEqual(texts, [long])
    await ending()
    assert.equal((await world.imps.message('Hi')).code, 200)
    assert.match((await call.messages.next()).body.toString(), /Hi$/)
    await call.within('BYE')
  })
})

test('is refused where large messages are not spoken', async () => {
  const world = await loopback({ features: { reverse: 'PAGER' } })
  try {
    assert.equal((await world.imps.message(long)).code, 410)
  } finally {
    await world.close()
  }
})
