import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import type { SipMessage, SipRequest } from '../../protocols/sip/message.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import { Stalled } from '../wait.ts'
import type { InviteOptions } from './interface.ts'
import { ScriptedIwf, simplePeer, type LoopbackOptions } from './on-loopback.ts'

const bob = 'sip:bob@imps.example'
const sdp = (port = 2855) =>
  [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=message ${port} TCP/MSRP *`],
    `a=path:msrp://127.0.0.1:${port}/Zt9kQ0mVbC4nX7sL;tcp`,
    ...['a=accept-types:message/cpim text/plain', 'a=setup:passive', ''],
  ].join('\r\n')
const withAnswer = { headers: [['Content-Type', 'application/sdp'] as const], body: sdp() }

/** Alice, who has just called bob, and the INVITE as the IWF got it. */
async function calling(t: TestContext, options: InviteOptions = {}, loopback: LoopbackOptions = {}) {
  const party = await simplePeer(t, loopback)
  const iwf = await ScriptedIwf.open(t, party)
  const alice = party.user('alice')
  const call = alice.invite(bob, options)
  return { alice, call, iwf, invite: await iwf.request('INVITE'), ...party }
}

/** The same, when the IWF has accepted and got the ACK. */
async function talking(t: TestContext, options: InviteOptions = {}, loopback: LoopbackOptions = {}) {
  const scene = await calling(t, options, loopback)
  scene.iwf.answer(scene.invite, 200, withAnswer)
  await scene.call.accepted()
  return { ...scene, ack: await scene.iwf.request('ACK') }
}

const value = (message: SipMessage, name: string) => headerValue(message, name) ?? ''
const branchOf = (message: SipMessage) => /branch=([^;]*)/.exec(value(message, 'via'))?.[1]
const requests = (iwf: ScriptedIwf, method: string) =>
  iwf.heard.filter((message): message is SipRequest => message.kind === 'request' && message.method === method)
const stallsBecause = (because: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Stalled)
  assert.match(error.because, because)
  return true
}

describe('a call of a SIMPLE user', () => {
  it('is an INVITE with an offer; its provisional and final responses can be waited for', async t => {
    const { call, iwf, invite } = await calling(t)
    assert.equal(invite.message.requestUri, bob)
    assert.match(invite.message.body.toString(), /^m=message 9 TCP\/MSRP \*\r$/m)
    assert.equal(value(invite.message, 'call-id'), call.callId)
    iwf.answer(invite, 100)
    assert.equal((await call.provisional()).status, 100)
    iwf.answer(invite, 180)
    assert.equal((await call.provisional()).status, 180)
    iwf.answer(invite, 200, withAnswer)
    assert.equal((await call.accepted()).status, 200)
    assert.equal((await call.final()).status, 200)
  })

  it('goes by UDP or TCP', async t => {
    for (const transport of ['udp', 'tcp'] as const) {
      const { invite } = await calling(t, { transport })
      assert.equal(invite.flow.transport, transport)
      assert.match(value(invite.message, 'via'), new RegExp(`^SIP/2.0/${transport.toUpperCase()} `))
    }
  })

  it('acknowledges the 2xx, at the Contact of the other side, in a transaction of its own', async t => {
    const { ack, invite, iwf } = await talking(t)
    assert.equal(ack.message.requestUri, `sip:iwf@127.0.0.1:${iwf.address.port}`)
    assert.equal(value(ack.message, 'cseq'), '1 ACK')
    assert.equal(tagOf(ack.message, 'to'), 'iwf-tag')
    assert.notEqual(branchOf(ack.message), branchOf(invite.message))
  })

  it('acknowledges a repeated 2xx by the same ACK (RFC 3261 §13.2.2.4)', async t => {
    const { ack, invite, iwf } = await talking(t)
    iwf.answer(invite, 200, withAnswer)
    const again = await iwf.request('ACK')
    assert.deepEqual(again.message, ack.message)
  })

  it('acknowledges each 2xx of a forked INVITE and hangs up on all but the first (RFC 3261 §13.2.2.4)', async t => {
    const { call, invite, iwf } = await talking(t)
    iwf.answer(invite, 200, { ...withAnswer, toTag: 'fork' })
    const ack = await iwf.request('ACK')
    assert.equal(tagOf(ack.message, 'to'), 'fork')
    const bye = await iwf.request('BYE')
    assert.equal(tagOf(bye.message, 'to'), 'fork')
    iwf.answer(bye, 200)
    const ping = call.inDialog('OPTIONS')
    const options = await iwf.request('OPTIONS')
    assert.equal(tagOf(options.message, 'to'), 'iwf-tag')
    iwf.answer(options, 200)
    assert.equal((await ping.answered()).status, 200)
  })

  it('withholds the ACK when told so, however often the 2xx comes', async t => {
    const { call, invite, iwf } = await calling(t, { ack: 'withheld' })
    for (let times = 0; times < 3; times++) iwf.answer(invite, 200, withAnswer)
    await call.accepted()
    const ping = call.inDialog('OPTIONS')
    iwf.answer(await iwf.request('OPTIONS'), 200)
    await ping.answered()
    assert.deepEqual(requests(iwf, 'ACK'), [])
  })

  it('answers the offer of the 2xx in the ACK when it made none itself (RFC 3261 §13.2.1)', async t => {
    const { invite, iwf, call } = await calling(t, { offer: 'none' })
    assert.equal(invite.message.body.length, 0)
    assert.equal(headerValue(invite.message, 'content-type'), undefined)
    iwf.answer(invite, 200, { ...withAnswer, body: sdp().replace('setup:passive', 'setup:actpass') })
    await call.accepted()
    const { message: ack } = await iwf.request('ACK')
    assert.equal(value(ack, 'content-type'), 'application/sdp')
    assert.match(ack.body.toString(), /^a=setup:passive\r$/m)
  })

  it('takes a refusal for a final response but not for an acceptance', async t => {
    const { call, invite, iwf } = await calling(t)
    iwf.answer(invite, 486)
    await assert.rejects(call.accepted(), stallsBecause(/refused with 486 Busy Here/))
    assert.equal((await call.final()).status, 486)
    const { message: ack } = await iwf.request('ACK')
    assert.equal(branchOf(ack), branchOf(invite.message), 'the ACK to a refusal is part of its transaction')
    await assert.rejects(call.provisional(), stallsBecause(/the final response has come/))
  })

  it('repeats its INVITE, octet for octet', async t => {
    const { call, invite, iwf } = await calling(t, { transport: 'udp', retransmits: false })
    await call.repeat().sent
    assert.deepEqual((await iwf.request('INVITE')).message, invite.message)
  })

  it('repeats its INVITE over UDP by Timer A, unless told otherwise, and gives up by Timer B', async t => {
    const clock = new ManualClock()
    const { call, iwf } = await calling(t, { transport: 'udp' }, { clock })
    clock.advance(100)
    await iwf.request('INVITE')
    clock.advance(200)
    await iwf.request('INVITE')
    const bounded = assert.rejects(call.final(), stallsBecause(/not within 2000 ms \(the test\)/))
    clock.advance(2000)
    await bounded
    clock.advance(64 * 100)
    await assert.rejects(call.final(), stallsBecause(/Timer B/))
  })

  it('is cancelled in the transaction of its INVITE; the call ends with 487', async t => {
    const { call, invite, iwf } = await calling(t)
    iwf.answer(invite, 180)
    await call.provisional()
    const cancelling = call.cancel()
    const cancel = await iwf.request('CANCEL')
    assert.equal(branchOf(cancel.message), branchOf(invite.message))
    assert.equal(value(cancel.message, 'cseq'), '1 CANCEL')
    iwf.answer(cancel, 200)
    assert.equal((await cancelling.answered()).status, 200)
    iwf.answer(invite, 487)
    assert.equal((await call.final()).status, 487)
  })

  it('stalls when nobody listens, and says so at each wait', async t => {
    const { peer, user } = await simplePeer(t)
    peer.aimAt({ host: '127.0.0.1', port: 9 })
    const call = user('alice').invite(bob)
    await assert.rejects(call.sent, Stalled)
    await assert.rejects(call.repeat().sent, Stalled)
    await assert.rejects(call.final(), stallsBecause(/could not be sent/))
    await assert.rejects(call.provisional(), stallsBecause(/could not be sent/))
    await assert.rejects(call.bye().answered(), stallsBecause(/no dialog/))
  })
})

describe('the dialog of a call', () => {
  it('counts its requests and routes them as the 2xx recorded (RFC 3261 §12.1.2)', async t => {
    const { call, invite, iwf } = await calling(t)
    const recorded = [
      ['Record-Route', '<sip:p2.example;lr>'] as const,
      ['Record-Route', '<sip:p1.example;lr>'] as const,
    ]
    iwf.answer(invite, 200, { ...withAnswer, headers: [...withAnswer.headers, ...recorded] })
    await call.accepted()
    for (const [method, number] of [['INFO', 2] as const, ['OPTIONS', 3] as const]) {
      const asked = call.inDialog(method)
      const received = await iwf.request(method)
      assert.equal(value(received.message, 'cseq'), `${number} ${method}`)
      assert.deepEqual(headerValues(received.message, 'route'), ['<sip:p1.example;lr>', '<sip:p2.example;lr>'])
      iwf.answer(received, 200)
      assert.equal((await asked.answered()).status, 200)
    }
  })

  it('ends with BYE, ours or that of the IWF', async t => {
    const { call, iwf, ack, alice } = await talking(t)
    const bye = iwf.requestWithin(ack.message, 'BYE', 1)
    await iwf.send(bye)
    assert.equal((await call.next('BYE')).method, 'BYE')
    await iwf.response(200)
    await alice.close()
    assert.deepEqual(requests(iwf, 'BYE'), [], 'what has ended is not ended again')

    const second = await talking(t)
    const ending = second.call.bye()
    second.iwf.answer(await second.iwf.request('BYE'), 200)
    assert.equal((await ending.answered()).status, 200)
  })

  it('refuses what is not of it, out of order, or after its end (RFC 3261 §12.2.2)', async t => {
    const { iwf, ack } = await talking(t)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 5))
    await iwf.response(200)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 4))
    await iwf.response(500)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 6, { fromTag: 'somebody-else' }))
    await iwf.response(481)
    await iwf.send(iwf.requestWithin(ack.message, 'REFER', 7))
    assert.match(value((await iwf.response(405)).message, 'allow'), /^INVITE, ACK/)
    await iwf.send(iwf.requestWithin(ack.message, 'BYE', 8))
    await iwf.response(200)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 9))
    await iwf.response(481)
  })

  it('hands content of a MESSAGE within it to the user', async t => {
    const { alice, iwf, ack } = await talking(t)
    await iwf.send(iwf.requestWithin(ack.message, 'MESSAGE', 1, { body: 'within', type: 'text/plain' }))
    assert.equal((await alice.received('within')).by, 'MESSAGE')
  })

  it('answers a re-INVITE that changes nothing by the same description, o= line included (RFC 3264 §8)', async t => {
    const { iwf, ack, call } = await talking(t)
    const answers: string[] = []
    for (const number of [1, 2]) {
      await iwf.send(iwf.requestWithin(ack.message, 'INVITE', number, { body: sdp(), type: 'application/sdp' }))
      assert.equal((await call.next('INVITE')).method, 'INVITE')
      answers.push((await iwf.response(200)).message.body.toString())
      await iwf.send(iwf.requestWithin(ack.message, 'ACK', number))
    }
    assert.match(answers[0]!, /^a=setup:active\r$/m, 'the connection stays ours to open')
    assert.equal(answers[1], answers[0])
  })

  it('gives a changed description the next version', async t => {
    const { invite, iwf, ack } = await talking(t)
    const held = sdp().replace('a=setup:passive', 'a=setup:passive\r\na=sendonly')
    await iwf.send(iwf.requestWithin(ack.message, 'INVITE', 1, { body: held, type: 'application/sdp' }))
    const { message } = await iwf.response(200)
    const origin = (body: Buffer) => /^o=- (\d+) (\d+) /m.exec(body.toString())!.slice(1)
    const [id, version] = origin(invite.message.body)
    assert.deepEqual(origin(message.body), [id, String(Number(version) + 1)])
    assert.match(message.body.toString(), /^a=recvonly\r$/m)
  })

  it('refuses a re-INVITE without an MSRP line by 488, and stays', async t => {
    const { iwf, ack } = await talking(t)
    const audio = sdp().replace('message 2855 TCP/MSRP *', 'audio 4000 RTP/AVP 0')
    await iwf.send(iwf.requestWithin(ack.message, 'INVITE', 1, { body: audio, type: 'application/sdp' }))
    await iwf.response(488)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 2))
    await iwf.response(200)
  })

  it('repeats its 2xx to a re-INVITE until the ACK comes', async t => {
    const clock = new ManualClock()
    const { iwf, ack } = await talking(t, {}, { clock })
    await iwf.send(iwf.requestWithin(ack.message, 'INVITE', 1, { body: sdp(), type: 'application/sdp' }))
    await iwf.response(200)
    clock.advance(100)
    await iwf.response(200)
    await iwf.send(iwf.requestWithin(ack.message, 'ACK', 1))
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 2))
    await iwf.response(200)
    const before = iwf.heard.length
    clock.advance(1000)
    await iwf.send(iwf.requestWithin(ack.message, 'OPTIONS', 3))
    await iwf.response(200)
    assert.equal(iwf.heard.length, before + 1)
  })
})

describe('closing a user who calls', () => {
  it('cancels a call that is not answered, but not before a response came (RFC 3261 §9.1)', async t => {
    const { alice, call, invite, iwf } = await calling(t)
    const closing = alice.close()
    const early = requests(iwf, 'CANCEL').length
    iwf.answer(invite, 100)
    iwf.answer(await iwf.request('CANCEL'), 200)
    iwf.answer(invite, 487)
    await closing
    assert.equal(early, 0)
    assert.equal((await call.final()).status, 487)
  })

  it('ends a call that was accepted in spite of the CANCEL', async t => {
    const { alice, invite, iwf } = await calling(t)
    const closing = alice.close()
    iwf.answer(invite, 180)
    const cancel = await iwf.request('CANCEL')
    iwf.answer(invite, 200, withAnswer)
    iwf.answer(cancel, 200)
    await iwf.request('ACK')
    iwf.answer(await iwf.request('BYE'), 200)
    await closing
  })

  it('does not send an INVITE that was still waiting for its connection', async t => {
    const party = await simplePeer(t)
    const iwf = await ScriptedIwf.open(t, party)
    const alice = party.user('alice')
    const call = alice.invite(bob)
    await alice.close()
    await assert.rejects(call.sent, stallsBecause(/given up/))
    await party.user('carol').options(bob).sent
    await iwf.request('OPTIONS')
    assert.deepEqual(requests(iwf, 'INVITE'), [])
  })

  it('waits for a silent IWF no longer than the bounds, and leaves no timer and nothing to be heard', async t => {
    const clock = new ManualClock()
    const { alice, call, peer } = await calling(t, {}, { clock })
    const closing = alice.close()
    clock.advance(2000)
    await closing
    await assert.rejects(call.final(), Stalled)
    await peer.close()
    assert.equal(clock.running, 0)
  })

  it('is done for all users when the peer is closed', async t => {
    const clock = new ManualClock()
    const { iwf, peer } = await talking(t, {}, { clock })
    const closing = peer.close()
    iwf.answer(await iwf.request('BYE'), 200)
    await closing
    assert.equal(clock.running, 0)
  })
})
