import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import type { Answer, CapabilityAnswer, ImpsDomain } from '../imps-domain.ts'
import { cachingCapabilities } from './capability-cache.ts'

const alice = 'wv:alice@sip.example'
const bob = 'wv:bob@imps.example'
const text = { contentTypes: [{ type: 'text/plain' }] }

function asked(answer: Answer<CapabilityAnswer>) {
  const clock = new ManualClock()
  let queries = 0
  const imps: ImpsDomain = {
    capabilities: () => {
      queries++
      return Promise.resolve(answer)
    },
    blockStatus: () => Promise.resolve({ kind: 'silent' }),
    send: () => Promise.resolve({ kind: 'silent' }),
    report: () => undefined,
    serves: () => true,
  }
  const cached = cachingCapabilities(imps, 1000, clock)
  const ask = (requester = alice, target = bob) =>
    cached.capabilities({ requester, target, withBlockStatus: true, within: 100 })
  return { clock, ask, queries: () => queries }
}

const online: Answer<CapabilityAnswer> = {
  kind: 'result',
  result: { clients: [{ online: true, capabilities: text }], block: { blocked: false, granted: true } },
}

test('an answer is used again for the same two users until its lifetime is over', async () => {
  const { clock, ask, queries } = asked(online)
  await ask()
  clock.advance(999)
  await ask(alice.toUpperCase())
  assert.equal(queries(), 1)
  await ask('wv:carol@sip.example')
  assert.equal(queries(), 2, 'what a user shows depends on who asks')
  clock.advance(1)
  await ask()
  assert.equal(queries(), 3)
})

test('the block status is not remembered', async () => {
  const { ask } = asked(online)
  const first = await ask()
  const second = await ask()
  assert.ok(first.kind === 'result' && first.result.block)
  assert.ok(second.kind === 'result' && !second.result.block)
})

test('neither a failure nor an absence is remembered', async () => {
  for (const answer of [
    { kind: 'refused', code: 531 },
    { kind: 'silent' },
    { kind: 'result', result: { clients: [{ online: false, capabilities: text }] } },
  ] as const) {
    const { ask, queries } = asked(answer)
    await ask()
    await ask()
    assert.equal(queries(), 2)
  }
})
