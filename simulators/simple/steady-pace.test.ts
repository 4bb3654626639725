import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../protocols/clock.ts'
import { steadily } from './steady-pace.ts'

test('a steady pace does each thing once, in order, and not all at once', async () => {
  const at: number[] = []
  const results = await steadily(systemClock, ['a', 'b', 'c', 'd'], 10, item => {
    at.push(systemClock.now())
    return item.toUpperCase()
  })
  assert.deepEqual(results, ['A', 'B', 'C', 'D'])
  assert.ok((at.at(-1) ?? 0) - (at[0] ?? 0) >= 29)
})
