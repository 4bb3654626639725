import { afterEach, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { systemClock } from '../clock.ts'
import { deferred } from '../deferred.ts'
import { httpResponse } from '../http/serialise.ts'
import { noTap, type Tap } from '../wire/tap.ts'
import type { Primitive, SetUpDocument } from './document.ts'
import type { RequestHandler, RequestOutcome, SetUpError, SspEndpointOptions, SspHooks } from './endpoint-types.ts'
import { SspEndpoint } from './endpoint.ts'
import { idSource } from './identifiers.ts'
import { status, succeeded } from './status.ts'
import { writeSsp } from './write.ts'

const open: SspEndpoint[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(endpoint => endpoint.close()))
})

type Extra = Partial<SspEndpointOptions> & { hooks?: SspHooks }
const nothing: RequestHandler = () => 405
const setUp = { stepWithin: 5000, retryAfter: 10 }

/** Two endpoints that know each other: the tested one, `a.example`, and its peer, `b.example`. */
async function pair(a: Extra = {}, b: Extra = {}): Promise<{ a: SspEndpoint; b: SspEndpoint }> {
  const listen = { host: '127.0.0.1', port: 0 }
  const base = { listen, peers: {}, tap: noTap, clock: systemClock, onRequest: nothing, setUp }
  const one = await SspEndpoint.open({ ...base, domain: 'a.example', ...a })
  const other = await SspEndpoint.open({ ...base, domain: 'b.example', ...b })
  one.setPeer('b.example', `http://127.0.0.1:${other.address.port}/`)
  other.setPeer('a.example', `http://127.0.0.1:${one.address.port}/`)
  open.push(one, other)
  return { a: one, b: other }
}

const bob = 'wv:bob@b.example'
const alice = { clientOriginated: true, serviceId: 'wv:@a.example', user: { userId: 'wv:alice@a.example' } }
const question: Primitive = { name: 'GetBlockStatusRequest', metaInfo: alice, targets: [bob] }
const answer: Primitive = {
  name: 'GetBlockStatusResponse',
  status: status(200),
  blocks: [{ userId: bob, blocked: true, granted: true }],
}
const message = (messageId: string, from = 'wv:alice@a.example'): Primitive => ({
  name: 'SendMessageRequest',
  deliveryReport: true,
  metaInfo: { clientOriginated: true, serviceId: 'wv:@a.example', user: { userId: from } },
  message: { messageId, recipients: [{ user: { userId: bob } }], sender: { user: { userId: from } } },
})
const within = 5000
const codeIn = (outcome: RequestOutcome) =>
  outcome.kind === 'answer' && 'status' in outcome.transaction.primitive
    ? outcome.transaction.primitive.status.code
    : outcome.kind
const answers: RequestHandler = (_, reply) => void reply.answer(answer)

describe('a request', () => {
  for (const answerMode of ['post', 'response'] as const)
    it(`is answered over a session that is set up first, by ${answerMode}`, async () => {
      const { a, b } = await pair({}, { onRequest: answers, answerMode })
      const request = a.request('b.example', question, { within })
      const outcome = await request.outcome
      assert.ok(outcome.kind === 'answer')
      assert.equal(outcome.via, answerMode)
      assert.deepEqual(outcome.transaction, {
        mode: 'Response',
        transactionId: request.transactionId,
        primitive: answer,
      })
      assert.equal(a.sessions.all().length, 1)
      assert.equal(b.sessions.all()[0]?.localId, a.sessions.all()[0]?.remoteId)
    })

  it('whose HTTP request was given up is answered by a POST instead of in its response', async () => {
    const answerNow = deferred<void>()
    const late = deferred<string>()
    const { a } = await pair(
      { hooks: { unmatched: ({ transactionId }) => late.resolve(transactionId) } },
      { answerMode: 'response', onRequest: (_, reply) => void answerNow.promise.then(() => reply.answer(answer)) },
    )
    await a.openSession('b.example')
    const request = a.request('b.example', question, { within: 50 })
    assert.equal((await request.outcome).kind, 'timeout')
    // The other side hears of the end of the connection a little later.
    await new Promise(resolve => systemClock.after(50, () => resolve(undefined)))
    answerNow.resolve()
    assert.equal(await late.promise, request.transactionId)
  })

  it('and many at once share one set-up, and none gets the answer to another', async () => {
    let setUps = 0
    const { a } = await pair(
      {},
      {
        answerMode: 'response',
        hooks: { receivedSetUp: step => void (setUps += step === 1 ? 1 : 0) },
        onRequest: ({ transaction: { primitive } }, reply) => {
          const targets = primitive.name === 'GetBlockStatusRequest' ? primitive.targets : []
          const blocks = targets.map(userId => ({ userId, blocked: false, granted: true }))
          const late = Number(/\d+/.exec(targets[0] ?? '')?.[0])
          systemClock.after(30 - late, () => {
            void reply.answer(
              { name: 'GetBlockStatusResponse', status: status(200), blocks },
              late % 2 ? { via: 'post' } : {},
            )
            reply.nothing()
          })
        },
      },
    )
    const users = Array.from({ length: 20 }, (_, index) => `wv:user${index}@b.example`)
    const outcomes = await Promise.all(
      users.map(user => a.request('b.example', { ...question, targets: [user] }, { within }).outcome),
    )
    const told = outcomes.map(outcome =>
      outcome.kind === 'answer' && outcome.transaction.primitive.name === 'GetBlockStatusResponse'
        ? outcome.transaction.primitive.blocks[0]?.userId
        : outcome,
    )
    assert.deepEqual(told, users)
    assert.equal(setUps, 1)
  })

  it('goes both ways over one session', async () => {
    const { a, b } = await pair({ onRequest: answers }, { onRequest: answers })
    assert.equal(codeIn(await a.request('b.example', question, { within }).outcome), 200)
    const back = { ...question, metaInfo: { clientOriginated: false, serviceId: 'wv:@b.example' } }
    assert.equal(codeIn(await b.request('a.example', back, { within }).outcome), 200)
    assert.equal(a.sessions.all().length, 1)
  })

  it('says where its octets are recorded, and carries the token it was given', async () => {
    const references: number[] = []
    let last = 0
    const tap: Tap = {
      ...noTap,
      open: () => ({
        octets: (_, octets) => {
          last++
          if (octets.includes('GetBlockStatusRequest')) references.push(last)
          return last
        },
        end: () => undefined,
        reset: () => undefined,
      }),
    }
    const { a } = await pair({ tap, transactionIds: idSource('iwf') }, { onRequest: answers })
    const request = a.request('b.example', question, { within, token: 'case7' })
    const sent = await request.sent
    assert.match(request.transactionId, /^iwf-case7-\d+$/)
    assert.equal(sent?.wire, references[0])
    await request.outcome
  })

  it('keeps waiting through a provisional status', async () => {
    const { a } = await pair(
      {},
      {
        onRequest: (_, reply) => {
          void reply.answer({ name: 'Status', status: status(101) })
          void reply.answer(answer)
        },
      },
    )
    assert.equal(codeIn(await a.request('b.example', question, { within }).outcome), 200)
  })

  const failures: [what: string, extra: Extra, kind: string][] = [
    ['timeout when the answer never comes', { onRequest: () => undefined }, 'timeout'],
    ['timeout when not even HTTP answers', { onRequest: (_, reply) => reply.hold() }, 'timeout'],
    ['http-error on 500', { onRequest: (_, reply) => reply.http(httpResponse({ status: 500 })) }, 'http-error'],
    [
      'malformed on an unreadable document',
      { onRequest: (_, reply) => void reply.verbatim(Buffer.from('<x')), answerMode: 'response' },
      'malformed',
    ],
    ['malformed on no HTTP at all', { onRequest: (_, reply) => reply.http(Buffer.from('hello\r\n\r\n')) }, 'malformed'],
    ['no-session when the set-up is never answered', { hooks: { receivedSetUp: () => 'ignore' } }, 'no-session'],
  ]
  for (const [what, extra, kind] of failures)
    it(`fails with ${what}`, async () => {
      const { a } = await pair({ setUp: kind === 'no-session' ? { ...setUp, stepWithin: 60 } : setUp }, extra)
      assert.equal(
        (await a.request('b.example', question, { within: kind === 'timeout' ? 150 : within }).outcome).kind,
        kind,
      )
    })

  it('fails with no-session when nothing listens or nobody knows where', async () => {
    const { a } = await pair({ resolve: () => Promise.resolve(undefined) })
    a.setPeer('b.example', 'http://127.0.0.1:1/')
    for (const domain of ['b.example', 'c.example']) {
      const request = a.request(domain, question, { within })
      const outcome = await request.outcome
      assert.equal(outcome.kind === 'no-session' && outcome.code, 'unreachable')
      assert.equal(await request.sent, undefined)
    }
  })

  it('ends when the endpoint is closed', async () => {
    const { a } = await pair({}, { onRequest: () => undefined })
    const { sent, outcome } = a.request('b.example', question, { within: 60_000 })
    await sent
    await a.close()
    assert.equal((await outcome).kind, 'unreachable')
  })
})

describe('a dead session', () => {
  const deaths: [what: string, die: RequestHandler][] = [
    ['Status 604', () => 604],
    ['Status 600', () => 600],
    ['a bare close', (_, reply) => reply.close()],
    ['HTTP 404', (_, reply) => reply.http(httpResponse({ status: 404 }))],
  ]
  for (const [what, die] of deaths)
    it(`told by ${what} leads to one new login and one repetition with the same ids`, async () => {
      const seen: string[] = []
      const voided: string[] = []
      const { a } = await pair(
        { hooks: { sessionVoided: session => voided.push(session.localId) } },
        {
          onRequest: (incoming, reply) => {
            const { primitive, transactionId } = incoming.transaction
            seen.push(`${transactionId} ${primitive.name === 'SendMessageRequest' ? primitive.message.messageId : ''}`)
            if (seen.length === 1) return die(incoming, reply)
            void reply.answer({ name: 'SendMessageResponse', messageId: 'm-1', status: status(200) })
            return undefined
          },
        },
      )
      const outcome = await a.request('b.example', message('m-1'), { within }).outcome
      assert.equal(codeIn(outcome), 200)
      assert.equal(seen.length, 2)
      assert.equal(seen[0], seen[1])
      assert.equal(voided.length, 1)
    })

  it('is not repeated more than once', async () => {
    let asked = 0
    const { a } = await pair({}, { onRequest: () => (asked++, 604) })
    assert.equal(codeIn(await a.request('b.example', question, { within }).outcome), 604)
    assert.equal(asked, 2)
  })

  it('is replaced by the peer that was restarted: the newest session is used', async () => {
    const { a, b } = await pair({ onRequest: answers }, { onRequest: answers })
    const first = await a.openSession('b.example')
    await b.openSession('a.example')
    const back = { ...question, metaInfo: { clientOriginated: false, serviceId: 'wv:@b.example' } }
    assert.equal(codeIn(await b.request('a.example', back, { within }).outcome), 200)
    assert.notEqual(a.sessions.newest('b.example')?.localId, first.localId)
    assert.equal(codeIn(await a.request('b.example', question, { within }).outcome), 200)
    assert.equal(codeIn(await a.request('b.example', question, { within, session: first }).outcome), 200)
  })

  it('is unknown to a peer that never opened it, which answers 404 or as it is told', async () => {
    const { a } = await pair({}, { unknownSession: 'close' })
    const document = {
      kind: 'session',
      sessionId: '1@a.example',
      transactions: [{ mode: 'Request', transactionId: 't', primitive: question }],
    } as const
    assert.equal((await a.post('b.example', document, { within }).outcome).kind, 'closed')
  })
})

describe('session set-up over HTTP', () => {
  it('repeats a step once after a close, since servers may need a moment', async () => {
    let refused = 0
    const { a } = await pair(
      {},
      { hooks: { receivedSetUp: step => (step === 3 && refused++ === 0 ? 'close' : undefined) } },
    )
    await a.openSession('b.example')
    assert.equal(refused, 2)
  })

  const refusals: [what: string, hooks: SspHooks, code: SetUpError['code']][] = [
    ['a close that is repeated', { receivedSetUp: step => (step === 3 ? 'close' : undefined) }, 'refused'],
    ['HTTP 403', { receivedSetUp: () => httpResponse({ status: 403 }) }, 'refused'],
    ['silence', { receivedSetUp: step => (step === 5 ? 'silence' : undefined) }, 'timeout'],
    ['a withheld step', { sendingSetUp: step => (step === 4 ? 'withhold' : undefined) }, 'timeout'],
    [
      'a wrong digest',
      { sendingSetUp: (step, document) => (step === 4 ? withDigest(document, 'AAAAAAAAAAAAAAAAAAAAAA==') : undefined) },
      'wrong-digest',
    ],
    [
      'octets that are no document',
      { sendingSetUp: step => (step === 6 ? Buffer.from('<nothing/>') : undefined) },
      'timeout',
    ],
  ]
  const withDigest = (document: SetUpDocument, digest: string): SetUpDocument =>
    document.primitive.name === 'LoginRequest'
      ? { ...document, primitive: { ...document.primitive, digest } }
      : document
  for (const [what, hooks, code] of refusals)
    it(`is refused by ${what}: ${code}`, async () => {
      const stepWithin = code === 'timeout' ? 80 : setUp.stepWithin
      const { a, b } = await pair({ setUp: { ...setUp, stepWithin } }, { hooks })
      await assert.rejects(a.openSession('b.example'), { name: 'SetUpError', code })
      assert.equal(a.sessions.all().length + (code === 'timeout' ? 0 : b.sessions.all().length), 0)
    })

  it('refuses a wrong digest of the initiator with 409 and opens nothing', async () => {
    const failed: string[] = []
    const { a, b } = await pair(
      { hooks: { sendingSetUp: (step, document) => (step === 3 ? withDigest(document, '') : undefined) } },
      { hooks: { setUpFailed: (_, error, initiator) => failed.push(`${error.code} ${initiator}`) } },
    )
    await assert.rejects(a.openSession('b.example'), { code: 'refused', status: 409 })
    assert.deepEqual(failed, ['wrong-digest remote'])
    assert.equal(b.sessions.all().length, 0)
  })

  it('is begun at most so many times in a while', async () => {
    let steps = 0
    const { a } = await pair(
      { setUp: { ...setUp, limit: { count: 3, within: 10_000 } } },
      { hooks: { receivedSetUp: () => (steps++, httpResponse({ status: 403 })) } },
    )
    const codes: string[] = []
    for (let tries = 0; tries < 5; tries++)
      await a.openSession('b.example').catch((error: unknown) => codes.push((error as SetUpError).code))
    assert.deepEqual(codes, ['refused', 'refused', 'refused', 'too-many', 'too-many'])
    assert.equal(steps, 3)
  })

  it('may be opened by both sides at once', async () => {
    const { a, b } = await pair({ onRequest: answers }, { onRequest: answers })
    await Promise.all([a.openSession('b.example'), b.openSession('a.example')])
    assert.deepEqual([a.sessions.all().length, b.sessions.all().length], [2, 2])
    assert.equal(codeIn(await a.request('b.example', question, { within }).outcome), 200)
  })
})

describe('a peer that asks', () => {
  it('gets 405 for what nobody understands, and 400 for what lacks its parts', async () => {
    const { a } = await pair()
    const unknown: Primitive = {
      name: 'Unknown',
      elementName: 'X',
      element: { name: 'X', attributes: [], children: [] },
    }
    assert.equal(codeIn(await a.request('b.example', unknown, { within }).outcome), 405)
    const broken: Primitive = { ...unknown, element: { name: 'SendMessageRequest', attributes: [], children: [] } }
    assert.equal(codeIn(await a.request('b.example', broken, { within }).outcome), 400)
  })

  it('gets 901 when it speaks for users of other domains, unless the check is off', async () => {
    const onRequest: RequestHandler = (_, reply) => void reply.answer({ name: 'Status', status: status(200) })
    const { a } = await pair({}, { onRequest })
    for (const from of ['wv:eve@c.example', 'wv:bob@b.example'])
      assert.equal(codeIn(await a.request('b.example', message('1', from), { within }).outcome), 901)
    assert.equal(codeIn(await a.request('b.example', message('1', 'alice'), { within }).outcome), 200)
    const lax = await pair({}, { onRequest, checkDomains: false })
    assert.equal(codeIn(await lax.a.request('b.example', message('1', 'wv:eve@c.example'), { within }).outcome), 200)
  })

  it('gets HTTP 400, 405 and 415 for what is no SSP', async () => {
    const unreadable: string[] = []
    const { a } = await pair({}, { hooks: { unreadable: (_, refusal) => unreadable.push(refusal.reason) } })
    const statusOfPost = async (body: string, contentType?: string) => {
      const outcome = await a.post('b.example', Buffer.from(body), { within, ...(contentType ? { contentType } : {}) })
        .outcome
      return outcome.kind === 'http-error' ? outcome.status : outcome.kind
    }
    assert.equal(await statusOfPost('<!DOCTYPE x><WV-SSP-Message/>'), 400)
    assert.equal(await statusOfPost('<WV-SSP-Message>'), 400)
    assert.deepEqual(unreadable, ['doctype', 'ill-formed'])
    assert.equal(await statusOfPost('<WV-SSP-Message/>', 'text/xml'), 415)
    const get = await a.sendVerbatim('b.example', Buffer.from('GET / HTTP/1.1\r\nHost: b\r\n\r\n'), { within }).outcome
    assert.equal(get.kind === 'http-error' && get.status, 405)
  })

  it('learns that it asked before, and what was answered then', async () => {
    const facts: unknown[] = []
    const onRequest: RequestHandler = ({ earlier }, reply) => {
      facts.push(earlier?.by)
      if (earlier) void earlier.answer.then(given => reply.answer(given))
      else void reply.answer({ name: 'SendMessageResponse', messageId: 'm', status: status(200) })
    }
    const { a } = await pair({}, { onRequest })
    for (const transactionId of ['t-1', 't-1', 't-2'])
      assert.equal(codeIn(await a.request('b.example', message('m'), { within, transactionId }).outcome), 200)
    assert.deepEqual(facts, [undefined, 'transaction', 'message'])
  })

  it('may put several transactions into one envelope, each of which is answered', async () => {
    for (const answerMode of ['post', 'response'] as const) {
      const answered: string[] = []
      const { a } = await pair(
        { hooks: { unmatched: ({ transactionId }) => answered.push(transactionId) } },
        { onRequest: answers, answerMode },
      )
      const session = await a.openSession('b.example')
      const transactions = ['x-1', 'x-2'].map(transactionId => ({
        mode: 'Request' as const,
        transactionId,
        primitive: question,
      }))
      const outcome = await a.post(
        'b.example',
        writeSsp({ kind: 'session', sessionId: session.localId, transactions }),
        { within },
      ).outcome
      if (answerMode === 'response')
        assert.ok(outcome.kind === 'accepted' && outcome.answer.response.body.includes('x-2'))
      else {
        while (answered.length < 2) await new Promise<void>(resume => void systemClock.after(2, () => resume()))
        assert.deepEqual(answered.sort(), ['x-1', 'x-2'])
      }
    }
  })

  it('hands in a report in mode Response under the id of the message', async () => {
    const reports: string[] = []
    const onRequest: RequestHandler = ({ transaction }) =>
      void reports.push(`${transaction.mode} ${transaction.transactionId}`)
    const { a, b } = await pair({ onRequest }, { onRequest: answers })
    assert.equal(codeIn(await a.request('b.example', question, { within, transactionId: 'm-7' }).outcome), 200)
    const session = b.sessions.all()[0]!
    const report: Primitive = {
      name: 'DeliveryStatusReport',
      result: status(200),
      message: { messageId: 'm', recipients: [] },
    }
    const document = {
      kind: 'session',
      sessionId: session.localId,
      transactions: [{ mode: 'Response', transactionId: 'm-7', primitive: report }],
    } as const
    assert.equal((await b.post('a.example', document, { within }).outcome).kind, 'accepted')
    assert.deepEqual(reports, ['Response m-7'])
  })

  it('may keep a session alive and log out of it', async () => {
    const { a, b } = await pair()
    const session = await a.openSession('b.example')
    const alive = await a.request('b.example', { name: 'KeepAliveRequest', timeToLive: 60 }, { within }).outcome
    assert.ok(alive.kind === 'answer' && alive.transaction.primitive.name === 'KeepAliveResponse')
    assert.equal(alive.transaction.primitive.timeToLive, 60)
    assert.ok(succeeded(alive.transaction.primitive.status))
    await a.logout(session, { within })
    assert.deepEqual([a.sessions.all(), b.sessions.all()], [[], []])
  })
})
