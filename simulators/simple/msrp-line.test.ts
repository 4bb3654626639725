import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { buildSend } from '../../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { Stalled } from '../wait.ts'
import type { Call } from './interface.ts'
import { simplePeer } from './on-loopback.ts'

/** Alice calls bob, each at a peer of his own, and the session is bound. */
async function called(t: TestContext, offer = {}) {
  const [one, two] = [await simplePeer(t, { domain: 'a.example' }), await simplePeer(t, { domain: 'b.example' })]
  one.peer.aimAt(two.facts.sip)
  two.peer.aimAt(one.facts.sip)
  const [alice, bob] = [one.user('alice'), two.user('bob')]
  const call = alice.invite(bob, { offer })
  await call.accepted()
  await call.bind()
  return { alice, bob, call, bobs: await bob.called() }
}

const send = (call: Call, text: string, to = call.line().paths.to) => {
  const { from } = call.line().paths
  const range = { start: 1, end: text.length, total: text.length }
  const content = { contentType: 'text/plain', body: Buffer.from(text) }
  return buildSend({ to, from }, { messageId: `m-${text}` }, range, content)
}

describe('an MSRP connection in the hands of a script', () => {
  it('carries requests as they are written, and hears their responses', async t => {
    const { bob, call } = await called(t)
    const [to = ''] = call.line().paths.to
    assert.equal(await call.line().send(send(call, 'right')).answered(), 200)
    assert.equal((await bob.received('right')).text, 'right')
    assert.equal(
      await call
        .line()
        .send(send(call, 'wrong', [to.toUpperCase()]))
        .answered(),
      481,
    )
  })

  it('carries octets in pieces', async t => {
    const { bob, call } = await called(t)
    const octets = [...serialiseMsrp(send(call, 'octets'))].map(octet => Buffer.from([octet]))
    await call.line().write(...octets).sent
    assert.equal((await bob.received('octets')).text, 'octets')
  })

  it('is another than that of the session where one is opened, which no session belongs to', async t => {
    const { call } = await called(t)
    const another = await call.anotherLine()
    assert.equal(await another.send(send(call, 'elsewhere')).answered(), 506)
    assert.equal(await call.send('here').answered(), 200)
  })

  it('says when it cannot be written to', async t => {
    const { call } = await called(t)
    const [line, late] = [call.line(), send(call, 'late')]
    line.reset()
    await assert.rejects(line.write('late').sent, Stalled)
    await assert.rejects(line.send(late).answered(), Stalled)
  })
})

describe('the MSRP session of a call', () => {
  it('can share the connection of another call', async t => {
    const { alice, bob, call } = await called(t)
    const second = alice.invite(bob)
    await second.accepted()
    await second.bind({ over: call })
    assert.equal(await second.send('shared').answered(), 200)
    call.line().reset()
    await assert.rejects(second.send('late').answered(), Stalled)
  })

  it('can have a path over a relay, which the peer plays as well', async t => {
    const { alice, call, bobs } = await called(t, { setup: 'actpass', viaRelay: true })
    assert.equal(call.line().paths.from.length, 2)
    assert.equal(await bobs.send('over the relay').answered(), 200)
    assert.equal((await alice.received('over the relay')).text, 'over the relay')
  })
})
