import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { viewRun } from '../run-view.ts'
import { alwaysOnRules } from './index.ts'
import { ruleOutcome } from './rule-outcome.ts'
import { ruleSamples } from './samples/index.ts'

test('every always-on rule has a satisfying and a violating sample, and every sample a rule', () => {
  const ids = alwaysOnRules.map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length, 'ids are unique')
  assert.deepEqual(
    ids.filter(id => !Object.hasOwn(ruleSamples, id)),
    [],
  )
  assert.deepEqual(
    Object.keys(ruleSamples).filter(id => !ids.includes(id)),
    [],
  )
})

suite('rules tell right from wrong', () => {
  for (const rule of alwaysOnRules)
    test(`${rule.id}: ${rule.statement}`, () => {
      const sample = ruleSamples[rule.id]
      assert.ok(sample, 'no sample')
      const right = ruleOutcome(rule, viewRun(sample.right().events()))
      assert.equal(right.outcome, 'satisfied', JSON.stringify(right.evidence))
      const wrong = ruleOutcome(rule, viewRun(sample.wrong().events()))
      assert.equal(wrong.outcome, 'violated')
      assert.ok(wrong.cases.includes('A-01'))
      assert.notEqual(wrong.evidence[0]?.because ?? '', '')
    })
})
