import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noTap, type ConnectionFacts } from '../../protocols/wire/tap.ts'
import { Canary } from './canary.ts'

test('a canary gives its text to whoever comes, and the record shows the visit', async t => {
  const opened: ConnectionFacts[] = []
  const tap = {
    ...noTap,
    open: (facts: ConnectionFacts) => {
      opened.push(facts)
      return noTap.open(facts)
    },
  }
  const canary = await Canary.open({ host: '127.0.0.1', text: 'tweet', tap })
  t.after(() => canary.close())
  const answer = await fetch(canary.url('k1'))
  assert.equal(await answer.text(), 'tweet')
  assert.deepEqual(
    opened.map(({ owner, role }) => [owner, role]),
    [['canary', 'accepted']],
  )
})
