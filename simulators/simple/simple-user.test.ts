import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { answers, awaits, holds, ignores, Release } from '../behaviour.ts'
import { noObserver } from '../observer.ts'
import { Stalled } from '../wait.ts'
import { ScriptedIwf, simplePeer, type LoopbackOptions } from './on-loopback.ts'

const bob = 'sip:bob@imps.example'
const alice = 'sip:alice@sip.example'
const text = (words: string) => ({ headers: [['Content-Type', 'text/plain'] as const], body: words })

async function alone(t: TestContext, options: LoopbackOptions = {}) {
  const party = await simplePeer(t, options)
  return { ...party, iwf: await ScriptedIwf.open(t, party), user: party.user('alice') }
}

describe('a SIMPLE user who sends', () => {
  it('sends a MESSAGE and hears its final response', async t => {
    const { user, iwf } = await alone(t)
    const sending = user.message(bob, 'Grüße')
    const received = await iwf.request('MESSAGE')
    assert.equal(received.message.body.toString(), 'Grüße')
    assert.equal(headerValue(received.message, 'content-type'), 'text/plain;charset=UTF-8')
    iwf.answer(received, 100)
    iwf.answer(received, 202)
    assert.equal((await sending.answered()).status, 202)
  })

  it('sends content of any type, by UDP, as somebody else', async t => {
    const { user, iwf } = await alone(t)
    user.message(bob, '<b>', { type: 'text/html', transport: 'udp', from: 'sip:eve@sip.example' })
    const { message, flow } = await iwf.request('MESSAGE')
    assert.equal(flow.transport, 'udp')
    assert.equal(headerValue(message, 'content-type'), 'text/html')
    assert.match(headerValue(message, 'from') ?? '', /^<sip:eve@sip.example>;tag=/)
  })

  it('addresses an IMPS user by the SIP form of his address', async t => {
    const { user, iwf } = await alone(t)
    user.options({ uri: 'wv:bob@imps.example', sipUri: bob })
    assert.equal((await iwf.request('OPTIONS')).message.requestUri, bob)
  })

  it('puts his token into every Call-ID, and never the same Call-ID twice', async t => {
    const { user, iwf } = await alone(t)
    const ids: string[] = []
    for (let times = 0; times < 3; times++) {
      user.options(bob)
      ids.push(headerValue((await iwf.request('OPTIONS')).message, 'call-id') ?? '')
    }
    assert.equal(new Set(ids).size, 3)
    for (const id of ids) assert.match(id, /^k7Qx-/)
  })

  it('stalls when no final response comes in time', async t => {
    const clock = new ManualClock()
    const { user, iwf } = await alone(t, { clock })
    const sending = user.message(bob, 'Hello')
    await iwf.request('MESSAGE')
    const answered = sending.answered()
    clock.advance(2000)
    await assert.rejects(answered, { name: 'Stalled', message: /final response to MESSAGE: not within 2000 ms/ })
    clock.advance(64 * 100)
    await assert.rejects(sending.answered(), { name: 'Stalled', message: /Timer F/ })
  })
})

describe('a SIMPLE user to whom the IWF sends', () => {
  it('takes a MESSAGE: 200 without Contact and body, and its text is his (RFC 3428 §7)', async t => {
    const { user, iwf } = await alone(t)
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('Hello alice')))
    const { message } = await iwf.response(200)
    assert.equal(headerValue(message, 'contact'), undefined)
    assert.equal(message.body.length, 0)
    const { by, type, octets } = await user.received('Hello alice')
    assert.deepEqual(
      { by, type, octets: octets.toString() },
      { by: 'MESSAGE', type: 'text/plain', octets: 'Hello alice' },
    )
  })

  it('reads a MESSAGE that is wrapped in CPIM', async t => {
    const { user, iwf } = await alone(t)
    const body = `From: <${bob}>\r\nTo: <${alice}>\r\n\r\nContent-Type: text/plain\r\n\r\nwrapped`
    await iwf.send(iwf.newRequest('MESSAGE', alice, { headers: [['Content-Type', 'message/cpim']], body }))
    assert.equal((await user.received('wrapped')).type, 'text/plain')
  })

  it('takes a repeated MESSAGE for the same, and answers it again', async t => {
    const { user, iwf } = await alone(t)
    const message = iwf.newRequest('MESSAGE', alice, { ...text('once'), transport: 'udp' })
    await iwf.send(message, 'udp')
    await iwf.response(200)
    await iwf.send(message, 'udp')
    await iwf.response(200)
    await user.incoming('MESSAGE')
    await user.close()
    await assert.rejects(user.incoming('MESSAGE'), Stalled)
  })

  it('tells of himself when asked by OPTIONS (RFC 3261 §11.2)', async t => {
    const { iwf } = await alone(t)
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    const { message } = await iwf.response(200)
    for (const name of ['allow', 'accept', 'accept-encoding', 'accept-language', 'contact'])
      assert.notEqual(headerValue(message, name), undefined, name)
  })

  it('refuses other methods by 405 with Allow', async t => {
    const { iwf } = await alone(t)
    for (const to of [alice, 'sip:nobody@sip.example']) {
      await iwf.send(iwf.newRequest('SUBSCRIBE', to))
      assert.match(headerValue((await iwf.response(405)).message, 'allow') ?? '', /MESSAGE/)
    }
  })

  it('is found by the user part alone, without case; others are unknown', async t => {
    const { iwf } = await alone(t)
    await iwf.send(iwf.newRequest('OPTIONS', 'sip:ALICE@192.0.2.1:5062;transport=tcp'))
    await iwf.response(200)
    for (const to of ['sip:alic@sip.example', 'sip:sip.example', 'tel:+1']) {
      await iwf.send(iwf.newRequest('MESSAGE', to, text('?')))
      await iwf.response(404)
    }
  })

  it('is unknown when he does not exist, and when he is closed', async t => {
    const { user, iwf, peer } = await alone(t)
    peer.user({ name: 'ghost', token: 'n', exists: false, observer: noObserver })
    await iwf.send(iwf.newRequest('MESSAGE', 'sip:ghost@sip.example', text('?')))
    await iwf.response(404)
    await user.close()
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('?')))
    await iwf.response(404)
    await assert.rejects(user.received('?'), { name: 'Stalled', message: /the scenario is over/ })
  })

  it('replaces the former holder of his name', async t => {
    const { user: former, iwf, peer } = await alone(t)
    const successor = peer.user({ name: 'Alice', token: 'n', exists: true, observer: noObserver })
    await former.close()
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('who')))
    assert.equal((await successor.received('who')).text, 'who')
  })

  it('answers 481 to what belongs to no dialog of his', async t => {
    const { iwf } = await alone(t)
    const stray = iwf.newRequest('BYE', alice)
    const headers = stray.headers.map(field =>
      field.name === 'To' ? { ...field, value: `${field.value};tag=unknown` } : field,
    )
    await iwf.send({ ...stray, headers })
    await iwf.response(481)
    await iwf.send(iwf.newRequest('CANCEL', alice))
    await iwf.response(481)
  })
})

describe('what a SIMPLE user was told to do', () => {
  it('is told to the record when declared and when it comes into play', async t => {
    const { iwf, peer } = await alone(t)
    const record: (readonly [string, string, boolean])[] = []
    const carol = peer.user({
      name: 'carol',
      token: 'n',
      exists: true,
      observer: { ...noObserver, behaviour: (...entry) => void record.push(entry) },
    })
    carol.on('MESSAGE', answers(486))
    assert.deepEqual(record, [['MESSAGE: answers 486', 'sip:carol@sip.example', false]])
    await iwf.send(iwf.newRequest('MESSAGE', 'sip:carol@sip.example', text('x')))
    await iwf.response(486)
    assert.deepEqual(record.slice(1), [['MESSAGE: answers 486', 'sip:carol@sip.example', true]])
  })

  it('may be what RFC 4320 forbids', async t => {
    const { user, iwf } = await alone(t)
    for (const status of [408, 180]) {
      user.on('MESSAGE', answers(status))
      await iwf.send(iwf.newRequest('MESSAGE', alice, text('x')))
      await iwf.response(status)
    }
  })

  it('may carry header fields', async t => {
    const { user, iwf } = await alone(t)
    user.on('MESSAGE', { kind: 'answers', status: 503, headers: [['Retry-After', '30']] })
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('x')))
    assert.equal(headerValue((await iwf.response(503)).message, 'retry-after'), '30')
  })

  it('delays an answer, by time or until released', async t => {
    const clock = new ManualClock()
    const { user, iwf } = await alone(t, { clock })
    user.on('MESSAGE', holds(50))
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('held')))
    await user.incoming('MESSAGE')
    assert.equal(iwf.heard.length, 0)
    clock.advance(50)
    await iwf.response(200)
    const release = new Release()
    user.on('OPTIONS', awaits(release))
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    await user.incoming('OPTIONS')
    assert.equal(iwf.heard.length, 1)
    release.now()
    await iwf.response(200)
  })

  it('never answers a MESSAGE that is ignored, not even by a late 100', async t => {
    const clock = new ManualClock()
    const { user, iwf } = await alone(t, { clock })
    user.on('MESSAGE', ignores())
    await iwf.send(iwf.newRequest('MESSAGE', alice, { ...text('x'), transport: 'udp' }), 'udp')
    await user.incoming('MESSAGE')
    clock.advance(60_000)
    await iwf.send(iwf.newRequest('OPTIONS', 'sip:nobody@sip.example'), 'udp')
    await iwf.response(404)
    assert.equal(iwf.heard.length, 1)
  })

  it('ends with the user: what was held back never goes out', async t => {
    const clock = new ManualClock()
    const { user, iwf } = await alone(t, { clock })
    const release = new Release()
    user.on('MESSAGE', holds(50))
    user.on('OPTIONS', awaits(release))
    await iwf.send(iwf.newRequest('MESSAGE', alice, text('x')))
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    await user.incoming('OPTIONS')
    await user.close()
    clock.advance(50)
    release.now()
    await iwf.send(iwf.newRequest('OPTIONS', alice))
    await iwf.response(404)
    assert.equal(iwf.heard.length, 1)
  })
})
