import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { correctDecisions, type Decisions } from '../decisions.ts'
import type { Answer, CapabilityAnswer, ImpsDomain } from '../imps-domain.ts'
import type { BlockStatus } from '../access-decision.ts'
import { inquire, type Admission, type InquiryContext } from './inquiry.ts'

const pair = { simple: 'wv:alice@sip.example', imps: 'wv:bob@imps.example' }
const text: Answer<CapabilityAnswer> = {
  kind: 'result',
  result: { clients: [{ online: true, capabilities: { contentTypes: [{ type: 'text/plain' }], textLength: 1000 } }] },
}
const allowed: Answer<BlockStatus | undefined> = { kind: 'result', result: { blocked: false, granted: true } }
const never = new Promise<never>(() => undefined)

interface Script {
  capability?: Answer<CapabilityAnswer> | Promise<Answer<CapabilityAnswer>>
  block?: Answer<BlockStatus | undefined> | Promise<Answer<BlockStatus | undefined>>
  features?: Partial<InquiryContext['features']>
  decisions?: Partial<Decisions>
}

async function ask({ capability = text, block = allowed, features = {}, decisions = {} }: Script) {
  const asked: string[] = []
  const imps: ImpsDomain = {
    capabilities: query => {
      asked.push(`capabilities of ${query.target} for ${query.requester}${query.withBlockStatus ? ' with block' : ''}`)
      return Promise.resolve(capability)
    },
    blockStatus: query => {
      asked.push(`may ${query.sender} write to ${query.recipient}`)
      return Promise.resolve(block)
    },
    send: () => never,
    report: () => undefined,
    serves: () => true,
  }
  const admission = await inquire(pair, {
    imps,
    within: 1000,
    decisions: { ...correctDecisions, ...decisions },
    features: {
      query: 'separate',
      blockFailure: 'CLOSED',
      unsupportedQuery: 'REJECT',
      queryTimeout: 'REFUSE',
      deferOffline: false,
      ...features,
    },
  })
  return { admission, asked }
}

const statusOf = (admission: Admission) => (admission.admitted ? 200 : admission.refusal.status)
const outcome = async (script: Script) => statusOf((await ask(script)).admission)

describe('before a session is accepted', () => {
  test('capabilities and block status are asked, each about the right users', async () => {
    const { asked, admission } = await ask({})
    assert.deepEqual(asked, [
      'capabilities of wv:bob@imps.example for wv:alice@sip.example',
      'may wv:alice@sip.example write to wv:bob@imps.example',
    ])
    assert.ok(admission.admitted)
    assert.equal(admission.profile.types.get('text/plain'), 1000)
  })

  test('the combined form is one query', async () => {
    const combined = { ...text, result: { ...text.result, block: { blocked: false, granted: true } } } as const
    const { asked, admission } = await ask({ capability: combined, features: { query: 'combined' } })
    assert.deepEqual(asked, ['capabilities of wv:bob@imps.example for wv:alice@sip.example with block'])
    assert.ok(admission.admitted)
  })

  test('a combined answer without block status is followed by the separate query', async () => {
    const { asked, admission } = await ask({ features: { query: 'combined' } })
    assert.equal(asked.length, 2)
    assert.ok(admission.admitted)
  })

  test('both answers are awaited', async () => {
    for (const script of [{ capability: never }, { block: never }]) {
      const first = await Promise.race([ask(script), new Promise(resolve => setImmediate(() => resolve('waiting')))])
      assert.equal(first, 'waiting')
    }
  })

  test('one refusal is enough', async () => {
    assert.equal(
      await outcome({ capability: never, block: { kind: 'result', result: { blocked: true, granted: true } } }),
      403,
    )
    assert.equal(await outcome({ capability: { kind: 'refused', code: 531 }, block: never }), 404)
  })
})

describe('what the answers mean', () => {
  test('blocked, and not granted, are refused', async () => {
    assert.equal(await outcome({ block: { kind: 'result', result: { blocked: true, granted: true } } }), 403)
    assert.equal(await outcome({ block: { kind: 'result', result: { blocked: false, granted: false } } }), 403)
    assert.equal(await outcome({ capability: { kind: 'refused', code: 532 }, features: { query: 'combined' } }), 403)
  })

  test('a user none of whose clients is online is offline', async () => {
    const away: Answer<CapabilityAnswer> = { kind: 'result', result: { clients: [{ online: false }] } }
    assert.equal(await outcome({ capability: away }), 480)
    assert.equal(await outcome({ capability: { kind: 'result', result: { clients: [] } } }), 200)
  })

  test('failures have defined responses', async () => {
    assert.equal(await outcome({ capability: { kind: 'silent' } }), 504)
    assert.equal(await outcome({ capability: { kind: 'unreachable' } }), 504)
    assert.equal(await outcome({ capability: { kind: 'garbled' } }), 500)
    assert.equal(await outcome({ capability: { kind: 'no-route' } }), 404)
  })

  test('TryAgainTimeout is passed on', async () => {
    const { admission } = await ask({ capability: { kind: 'refused', code: 503, tryAgainTimeout: 30 } })
    assert.ok(!admission.admitted)
    assert.equal(admission.retryAfter, '30')
  })

  test('an unanswered block query is decided by policy', async () => {
    const unanswered: Answer<BlockStatus | undefined>[] = [{ kind: 'silent' }, { kind: 'result', result: undefined }]
    for (const block of unanswered) {
      assert.equal(await outcome({ block }), 504)
      assert.equal(await outcome({ block, features: { blockFailure: 'OPEN' } }), 200)
    }
  })

  test('a server without the queries is decided by policy', async () => {
    for (const code of [405, 501]) {
      const legacy = { capability: { kind: 'refused', code }, block: { kind: 'refused', code } } as const
      assert.equal(await outcome(legacy), 501)
      assert.equal(await outcome({ ...legacy, features: { unsupportedQuery: 'ACCEPT-DEFAULT' } }), 200)
    }
  })

  test('an unanswered query is covered by the fallback only where that is configured as well', async () => {
    const silent = { capability: { kind: 'silent' } } as const
    assert.equal(await outcome(silent), 504)
    assert.equal(await outcome({ ...silent, features: { queryTimeout: 'ACCEPT-DEFAULT' } }), 504)
    const both = { queryTimeout: 'ACCEPT-DEFAULT', unsupportedQuery: 'ACCEPT-DEFAULT' } as const
    assert.equal(await outcome({ ...silent, features: both }), 200)
  })

  test('a user who is offline is let be where the server keeps what is said', async () => {
    const features = { deferOffline: true }
    assert.equal(await outcome({ capability: { kind: 'refused', code: 533 }, features }), 200)
    assert.equal(
      await outcome({ capability: { kind: 'result', result: { clients: [{ online: false }] } }, features }),
      200,
    )
    assert.equal(await outcome({ capability: { kind: 'refused', code: 531 }, features }), 404)
  })

  test('decisions are replaceable one by one', async () => {
    const blocked: Answer<BlockStatus | undefined> = { kind: 'result', result: { blocked: true, granted: true } }
    assert.equal(await outcome({ block: blocked, decisions: { access: () => 'allowed' } }), 200)
    assert.equal(await outcome({ capability: { kind: 'silent' }, decisions: { acceptsDespite: () => true } }), 200)
    assert.equal(await outcome({ block: never, decisions: { awaits: query => query === 'capability' } }), 200)
  })
})
