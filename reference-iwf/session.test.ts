import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { headerValue } from '../protocols/sip/headers.ts'
import { findMessageMedia } from '../protocols/sdp/message-media.ts'
import { parseSdp } from '../protocols/sdp/parse.ts'
import { status } from '../protocols/ssp/status.ts'
import { loopback, pause, type Loopback } from './loopback.ts'

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

    assert.equal((await call.within('BYE')).status, 200)
    await pause(20)
    assert.equal(world.iwf.residue().pairs, 0)
    assert.equal(world.iwf.residue().msrpSessions, 0)
  })
})
