import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { correctDecisions, type Decisions } from './decisions.ts'
import { defectNames, loadDefect, UnknownDefect } from './load-defect.ts'

describe('defects', () => {
  for (const name of defectNames())
    test(`${name} replaces exactly one decision`, async () => {
      const wrong = (await loadDefect(name))(correctDecisions)
      const keys = Object.keys(correctDecisions) as (keyof Decisions)[]
      assert.deepEqual(Object.keys(wrong), keys)
      assert.equal(keys.filter(key => wrong[key] !== correctDecisions[key]).length, 1)
    })

  test('an unknown name is refused with the names that exist', async () => {
    await assert.rejects(loadDefect('no-such-thing'), (error: unknown) => {
      assert.ok(error instanceof UnknownDefect)
      assert.match(error.message, /copies-numeric-status/)
      return true
    })
  })
})
