import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { noObserver } from '../observer.ts'
import { answersOnce, refusesHttpOnce, writes } from './answer-behaviour.ts'
import { gateway, impsServer, type LoopbackOptions } from './on-loopback.ts'

const query: Primitive = {
  name: 'GetClientCapabilityRequest',
  blockStatusRequest: false,
  metaInfo: { clientOriginated: true, serviceId: 'wv:@sip.example', user: { userId: 'wv:alice@sip.example' } },
  targets: ['wv:bob@imps.example'],
}

async function started(t: TestContext, options: LoopbackOptions = {}) {
  const loopback = await impsServer(t, options)
  const bob = loopback.user('bob')
  const iwf = await gateway(t, loopback)
  return { bob, iwf, script: loopback.server.script(noObserver, 'k1') }
}

const statusCode = (answer: Primitive | undefined) => (answer && 'status' in answer ? answer.status.code : undefined)

const document = (sessionId: string, transactions: string) =>
  `<WV-SSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-SSP1.3"><Session sessionID="${sessionId}">` +
  `${transactions}</Session></WV-SSP-Message>`

describe('an IMPS server that sets sessions up irregularly', () => {
  it('proves itself with a wrong digest, in either role, until told otherwise', async t => {
    const { iwf, script } = await started(t)
    script.setsUp({ kind: 'wrong-digest' })
    assert.equal(await script.triesSession(), false)
    await assert.rejects(iwf.endpoint.openSession('imps.example'), { code: 'wrong-digest' })
    script.setsUp(undefined)
    assert.equal(await script.triesSession(), true)
  })

  it('refuses a login with a status', async t => {
    const { iwf, script } = await started(t)
    script.setsUp({ kind: 'refuses-login', status: 409 })
    await assert.rejects(iwf.endpoint.openSession('imps.example'), { code: 'refused', status: 409 })
  })

  it('forgets a session on which nothing comes for its time to live', async t => {
    const { iwf, script } = await started(t)
    script.setsUp({ kind: 'lapses', seconds: 7, ms: 20 })
    const session = await iwf.endpoint.openSession('imps.example')
    assert.ok(iwf.bodies.some(body => body.includes('timeToLive="7"')))
    await script.sessionLapsed()
    const { outcome } = iwf.endpoint.request('imps.example', query, { within: 1000, session, recover: false })
    assert.equal((await outcome).kind, 'http-error')
  })

  it('starts again at the same address, without its sessions', async t => {
    const { iwf, script } = await started(t)
    const session = await iwf.endpoint.openSession('imps.example')
    await script.restarts()
    const { outcome } = iwf.endpoint.request('imps.example', query, { within: 1000, session, recover: false })
    assert.notEqual((await outcome).kind, 'answer')
    assert.equal(statusCode(await iwf.ask(query)), 200)
  })
})

describe('an IMPS server that answers irregularly', () => {
  it('answers once with a status, properly afterwards', async t => {
    const { bob, iwf } = await started(t)
    bob.on('capability', answersOnce(600))
    const session = await iwf.endpoint.openSession('imps.example')
    const { outcome } = iwf.endpoint.request('imps.example', query, { within: 1000, session, recover: false })
    const first = await outcome
    assert.equal(first.kind === 'answer' && statusCode(first.transaction.primitive), 600)
    assert.equal(statusCode(await iwf.ask(query)), 200)
  })

  it('refuses once by HTTP', async t => {
    const { bob, iwf } = await started(t)
    bob.on('capability', refusesHttpOnce(404))
    const session = await iwf.endpoint.openSession('imps.example')
    const { outcome } = iwf.endpoint.request('imps.example', query, { within: 1000, session, recover: false })
    assert.deepEqual(await outcome, { kind: 'http-error', status: 404, because: 'HTTP 404' })
  })

  it('writes by hand what stands for the answer', async t => {
    const { bob, iwf } = await started(t)
    bob.on(
      'capability',
      writes('a status', ({ sessionId, transactionId }) =>
        document(
          sessionId,
          `<Transaction mode="Response" transactionID="${transactionId}"><Status code="503"/></Transaction>`,
        ),
      ),
    )
    assert.equal(statusCode(await iwf.ask(query)), 503)
  })

  it('answers about a user in the HTTP response', async t => {
    const { bob, iwf } = await started(t)
    bob.update({ ...bob.data, answersIn: 'response' })
    const { outcome } = iwf.endpoint.request('imps.example', query, { within: 1000 })
    const answer = await outcome
    assert.equal(answer.kind === 'answer' && answer.via, 'response')
  })
})

describe('documents that the IMPS server posts by hand', () => {
  it('bring back what HTTP says, and the answer to each of their transactions', async t => {
    const { script } = await started(t)
    const request = (id: string) => `<Transaction mode="Request" transactionID="${id}"><Nonsense/></Transaction>`
    const posted = script.posts(({ sessionId, transactionId }) =>
      document(sessionId, request(transactionId) + request(`${transactionId}-second`)),
    )
    assert.ok([200, 405].includes((await posted.answered(posted.transactionId)).status))
    await posted.answered(`${posted.transactionId}-second`)
    assert.equal(await posted.acknowledged(), 200)
  })

  it('may be no XML at all', async t => {
    const { script } = await started(t)
    assert.equal(await script.posts(() => '<WV-SSP-Mess').acknowledged(), 400)
  })
})

describe('an IMPS server that repeats itself', () => {
  it('sends the same octets under the same ids', async t => {
    const { bob, iwf, script } = await started(t)
    const first = script.deliver({ from: bob, to: 'wv:alice@sip.example', text: 'again' })
    await first.answered()
    const second = first.repeat()
    await second.answered()
    const messages = iwf.bodies.filter(body => body.includes('SendMessageRequest'))
    assert.equal(messages.length, 2)
    assert.equal(messages[0], messages[1])
    assert.equal(second.transactionId, first.transactionId)
  })
})
