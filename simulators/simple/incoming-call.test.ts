import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import { headerValue, headerValues } from '../../protocols/sip/headers.ts'
import { cancelOf } from '../../protocols/sip/hop-request.ts'
import { tagOf } from '../../protocols/sip/tag.ts'
import { answers, awaits, holds, ignores, Release } from '../behaviour.ts'
import { Stalled } from '../wait.ts'
import { describes, forks } from './invite-behaviour.ts'
import { ScriptedIwf, simplePeer, type LoopbackOptions } from './on-loopback.ts'

const alice = 'sip:alice@sip.example'
const offer = [
  ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=message 9 TCP/MSRP *'],
  'a=path:msrp://127.0.0.1:9/Zt9kQ0mVbC4nX7sL;tcp',
  ...['a=accept-types:message/cpim', 'a=setup:active', ''],
].join('\r\n')
const withOffer = { headers: [['Content-Type', 'application/sdp'] as const], body: offer }

async function alone(t: TestContext, options: LoopbackOptions = {}) {
  const party = await simplePeer(t, options)
  return { ...party, iwf: await ScriptedIwf.open(t, party), user: party.user('alice') }
}

describe('a call of the IWF', () => {
  it('is accepted with a 200 that answers its offer', async t => {
    const { user, iwf, facts } = await alone(t)
    const invite = iwf.newRequest('INVITE', alice, withOffer)
    await iwf.send(invite)
    const { message } = await iwf.response(200)
    const body = message.body.toString()
    assert.match(body, new RegExp(`^m=message ${facts.msrp.port} TCP/MSRP \\*\r$`, 'm'))
    assert.match(body, /^a=setup:passive\r$/m)
    assert.equal(headerValue(message, 'contact'), `<sip:alice@127.0.0.1:${facts.sip.port};transport=tcp>;+g.oma.sip-im`)
    assert.equal(headerValue(message, 'content-type'), 'application/sdp')
    assert.match(headerValue(message, 'allow') ?? '', /INVITE/)
    const call = await user.called()
    assert.equal(call.callId, headerValue(invite, 'call-id'))
    assert.equal((await call.accepted()).status, 200)
    assert.equal((await user.incoming('INVITE')).message?.kind, 'request')
  })

  it('gets its recorded route back, in order (RFC 3261 §12.1.1)', async t => {
    const { iwf } = await alone(t)
    const routes = ['<sip:p1.example;lr>', '<sip:p2.example;lr>']
    const headers = [...withOffer.headers, ...routes.map(route => ['Record-Route', route] as const)]
    await iwf.send(iwf.newRequest('INVITE', alice, { ...withOffer, headers }))
    assert.deepEqual(headerValues((await iwf.response(200)).message, 'record-route'), routes)
  })

  it('gets its 200 again at T1 and then twice as late each time, until the ACK (RFC 3261 §13.3.1.4)', async t => {
    const clock = new ManualClock()
    const { iwf } = await alone(t, { clock })
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    const { message: ok } = await iwf.response(200)
    clock.advance(100)
    assert.deepEqual((await iwf.response(200)).message, ok)
    clock.advance(199)
    await iwf.send(iwf.newRequest('OPTIONS', 'sip:nobody@sip.example'))
    await iwf.response(404)
    clock.advance(1)
    await iwf.response(200)
    await iwf.send(iwf.requestWithin(ok, 'ACK', 1))
    await iwf.send(iwf.requestWithin(ok, 'OPTIONS', 2))
    await iwf.response(200)
    const heard = iwf.heard.length
    clock.advance(6400)
    await iwf.send(iwf.requestWithin(ok, 'OPTIONS', 3))
    await iwf.response(200)
    assert.equal(iwf.heard.length, heard + 1)
  })

  it('is ended by BYE when the ACK never comes (RFC 3261 §13.3.1.4)', async t => {
    const clock = new ManualClock()
    const { iwf } = await alone(t, { clock })
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    await iwf.response(200)
    clock.advance(64 * 100)
    await iwf.request('BYE')
  })

  it('makes a dialog in which both may send', async t => {
    const { user, iwf } = await alone(t)
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    const { message: ok } = await iwf.response(200)
    await iwf.send(iwf.requestWithin(ok, 'ACK', 1))
    const call = await user.called()
    const ending = call.bye()
    const bye = await iwf.request('BYE')
    assert.equal(bye.message.requestUri, `sip:iwf@127.0.0.1:${iwf.address.port}`)
    assert.equal(tagOf(bye.message, 'from'), tagOf(ok, 'to'))
    iwf.answer(bye, 200)
    assert.equal((await ending.answered()).status, 200)
  })

  it('gets an offer in the 200 when it made none', async t => {
    const { iwf, facts } = await alone(t)
    await iwf.send(iwf.newRequest('INVITE', alice))
    const { message: ok } = await iwf.response(200)
    assert.match(ok.body.toString(), /^a=setup:actpass\r$/m)
    assert.match(ok.body.toString(), new RegExp(`^m=message ${facts.msrp.port} `, 'm'))
  })

  it('is refused by 488 when its offer has no MSRP line to take', async t => {
    const { iwf } = await alone(t)
    const unusable = [
      offer.replace('message 9 TCP/MSRP *', 'audio 4000 RTP/AVP 0'),
      offer.replace('message 9', 'message 0'),
      offer.replace(/a=path.*\r\n/, ''),
      'this is no SDP',
    ]
    for (const body of unusable) {
      await iwf.send(iwf.newRequest('INVITE', alice, { ...withOffer, body }))
      await iwf.response(488)
    }
  })

  it('does not have what only a caller has', async t => {
    const { user, iwf } = await alone(t)
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    const call = await user.called()
    await assert.rejects(call.provisional(), Stalled)
    assert.throws(() => call.cancel(), Stalled)
    assert.throws(() => call.repeat(), Stalled)
  })

  it('is a merged request when it comes by a second way while the first is open (RFC 3261 §8.2.2.2)', async t => {
    const { iwf } = await alone(t)
    const invite = iwf.newRequest('INVITE', alice, withOffer)
    const [via, ...others] = invite.headers
    const twin = {
      ...invite,
      headers: [{ ...via!, value: via!.value.replace('branch=', 'branch=z9hG4bKother-') }, ...others],
    }
    await iwf.send(invite)
    await iwf.response(200)
    await iwf.send(twin)
    await iwf.response(482)
  })
})

describe('a call of the IWF that the user does not take at once', () => {
  it('is answered later, with 100 in the meantime', async t => {
    const clock = new ManualClock()
    const { user, iwf } = await alone(t, { clock })
    user.on('INVITE', holds(300))
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    await user.incoming('INVITE')
    clock.advance(40)
    await iwf.response(100)
    clock.advance(260)
    await iwf.response(200)
  })

  it('is answered when the script says so', async t => {
    const { user, iwf } = await alone(t)
    const release = new Release()
    user.on('INVITE', awaits(release))
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    await user.incoming('INVITE')
    release.now()
    await iwf.response(200)
  })

  it('is refused with the status that the script says', async t => {
    const { user, iwf } = await alone(t)
    user.on('INVITE', answers(603))
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    await iwf.response(603)
  })

  it('can be cancelled: 200 and 487 with one tag, and no 200 afterwards (RFC 3261 §9.2)', async t => {
    const { user, iwf } = await alone(t)
    const release = new Release()
    user.on('INVITE', awaits(release))
    const invite = iwf.newRequest('INVITE', alice, withOffer)
    await iwf.send(invite)
    await user.incoming('INVITE')
    await iwf.send(cancelOf(invite))
    const ended = await iwf.response(487)
    const cancelled = await iwf.response(200)
    assert.equal(headerValue(cancelled.message, 'cseq'), '1 CANCEL')
    assert.equal(tagOf(cancelled.message, 'to'), tagOf(ended.message, 'to'))
    release.now()
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    await iwf.response(200)
    assert.equal(
      iwf.heard.some(message => message.kind === 'response' && message.status === 200 && message.body.length > 0),
      false,
    )
  })

  it('meets silence when ignored, and a refusal only when the user goes', async t => {
    const clock = new ManualClock()
    const { user, iwf, peer } = await alone(t, { clock })
    user.on('INVITE', ignores())
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer), 'udp')
    await user.incoming('INVITE')
    clock.advance(60_000)
    await iwf.send(iwf.newRequest('OPTIONS', 'sip:nobody@sip.example'), 'udp')
    await iwf.response(404)
    assert.equal(iwf.heard.length, 1)
    await user.close()
    await iwf.response(480)
    await peer.close()
    assert.equal(clock.running, 0)
  })

  it('is taken as the active party where the script says so and the offer lets it', async t => {
    const { user, iwf } = await alone(t)
    user.on('INVITE', describes({ setup: 'active', acceptTypes: ['text/plain'] }))
    const actpass = { ...withOffer, body: offer.replace('setup:active', 'setup:actpass') }
    await iwf.send(iwf.newRequest('INVITE', alice, actpass))
    const { message } = await iwf.response(200)
    assert.match(message.body.toString(), /^a=setup:active\r$/m)
    assert.match(message.body.toString(), /^a=accept-types:text\/plain\r$/m)
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    assert.match((await iwf.response(200)).message.body.toString(), /^a=setup:passive\r$/m)
  })

  it('is taken by several clients, each in a dialog and session of its own', async t => {
    const { user, iwf } = await alone(t)
    user.on('INVITE', forks(2))
    await iwf.send(iwf.newRequest('INVITE', alice, withOffer))
    const [one, other] = [await iwf.response(200), await iwf.response(200)].map(({ message }) => message)
    assert.ok(one && other)
    const path = (ok: typeof one) => /^a=path:(.*)\r$/m.exec(ok.body.toString())?.[1]
    assert.notEqual(tagOf(one, 'to'), tagOf(other, 'to'))
    assert.notEqual(path(one), path(other))
    for (const ok of [one, other]) {
      await iwf.send(iwf.requestWithin(ok, 'ACK', 1))
      await iwf.send(iwf.requestWithin(ok, 'BYE', 2))
      await iwf.response(200)
    }
  })
})
