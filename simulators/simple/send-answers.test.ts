import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { answers, awaits, holds, ignores, Release } from '../behaviour.ts'
import { noObserver } from '../observer.ts'
import { Stalled } from '../wait.ts'
import type { SentMessage } from './interface.ts'
import { impatience, simplePeer } from './on-loopback.ts'
import { firstMessage, readsSlowly, refuses, reports, withholdsReport } from './send-behaviour.ts'

/** Alice calls bob; each at a peer of his own. What the record hears of bob's behaviours is in `record`. */
async function called(t: TestContext) {
  const record: string[] = []
  const observer = {
    ...noObserver,
    behaviour: (name: string, _target: string, exercised: boolean) =>
      void record.push(`${exercised ? 'exercised' : 'declared'} ${name}`),
  }
  const bounds = { msrpResponse: impatience, report: impatience }
  const [one, two] = [
    await simplePeer(t, { domain: 'a.example', bounds }),
    await simplePeer(t, { domain: 'b.example' }),
  ]
  one.peer.aimAt(two.facts.sip)
  two.peer.aimAt(one.facts.sip)
  const bob = two.user('bob', { observer })
  const call = one.user('alice').invite(bob)
  await call.accepted()
  const bobs = await bob.called()
  return { bob, call, bobs, record }
}

const withReport = { successReport: true }

describe('a user who was told how to meet SEND', () => {
  it('refuses with a status, and takes nothing in', async t => {
    const { bob, call, bobs, record } = await called(t)
    bob.on('SEND', answers(415))
    await call.bind()
    assert.equal(await call.send('Hello').answered(), 415)
    assert.equal((await bobs.incomingSend()).status, 415)
    await assert.rejects(Promise.race([bob.received('Hello'), call.send('again').reported()]), Stalled)
    assert.deepEqual(record, [
      'declared SEND: answers 415',
      'exercised SEND: answers 415',
      'exercised SEND: answers 415',
    ])
  })

  it('does not answer, but has read it', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', ignores())
    await call.bind()
    await assert.rejects(call.send('Hello').answered(), Stalled)
    assert.equal((await bob.received('Hello')).text, 'Hello')
  })

  it('answers later, after a time or when the script says so', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', holds(5))
    await call.bind()
    assert.equal(await call.send('Hello').answered(), 200)
    const release = new Release()
    bob.on('SEND', awaits(release))
    const held = call.send('Hello again')
    await assert.rejects(held.answered(), Stalled)
    release.now()
    assert.equal(await held.answered(), 200)
  })

  it('accepts and then reports failure, on the whole message and once', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', reports(408))
    await call.bind()
    const sent = call.send('x'.repeat(5000), withReport)
    assert.equal(await sent.answered(), 200)
    assert.equal((await sent.reported()).status, 408)
    await assert.rejects(sent.reported(), Stalled)
  })

  it('reports when the script says so, and success only where it was asked for', async t => {
    const { bob, call } = await called(t)
    const release = new Release()
    bob.on('SEND', reports(200, release))
    await call.bind()
    const [asked, unasked] = [call.send('asked', withReport), call.send('unasked')]
    await assert.rejects(asked.reported(), Stalled)
    release.now()
    assert.equal((await asked.reported()).status, 200)
    await assert.rejects(unasked.reported(), Stalled)
  })

  it('does so to the first message only, if he was told so, chunk by chunk', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', firstMessage(refuses(413)))
    await call.bind()
    const long = call.send('x'.repeat(5000))
    assert.deepEqual([await long.answered(), await long.answered()], [413, 413])
    assert.equal(await call.send('short').answered(), 200)
  })

  it('withholds the report that a plain client sends', async t => {
    const { bob, call } = await called(t)
    await call.bind()
    assert.equal((await call.send('plain', withReport).reported()).status, 200)
    bob.on('SEND', withholdsReport())
    await assert.rejects(call.send('withheld', withReport).reported(), Stalled)
  })

  it('reads slowly: what comes after a SEND waits in the sockets, and is not lost', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', readsSlowly(1.6 * impatience.ms))
    await call.bind()
    assert.equal(await call.send('first').answered(), 200)
    // What comes so soon that it is read at one go with the first is answered with it.
    let waiting: SentMessage | undefined
    for (let sent = 0; sent < 20 && !waiting; sent++) {
      const next = call.send('further')
      await next.answered().catch((error: unknown) => {
        assert.ok(error instanceof Stalled)
        waiting = next
      })
    }
    assert.ok(waiting)
    assert.equal(await waiting.answered(), 200)
  })

  it('gives the SEND that binds the session its 200 whatever he was told', async t => {
    const { bob, call } = await called(t)
    bob.on('SEND', answers(481))
    await call.bind()
    assert.equal(await call.send('Hello').answered(), 481)
  })
})
