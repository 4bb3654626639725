import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CheckOutcome, RowOutcome } from '../../judge/outcome.ts'
import { acceptsTooEarly, refusedAndSilent } from '../sample/sample-ladders.ts'
import { firstDivergence } from './divergence.ts'

const check = (changes: Partial<CheckOutcome>): CheckOutcome => ({
  requirement: 'R-09',
  level: 'must',
  statement: 'no 2xx before the answer',
  outcome: 'violated',
  evidence: [],
  ...changes,
})
const row = (...checks: readonly CheckOutcome[]): RowOutcome => ({
  id: 'CAP-04',
  execution: 'CAP-04',
  verdict: 'fail',
  remarks: [],
  checks,
  startedAt: 0,
  durationMs: 1,
})

describe('firstDivergence', () => {
  it('is the earliest message that violates a check', () => {
    const late = check({ evidence: [{ role: 'offends', message: 6 }] })
    const early = check({ because: 'too early', evidence: [{ role: 'offends', message: 4 }] })
    const found = firstDivergence(row(late, early), acceptsTooEarly)
    assert.equal(found?.message?.id, 4)
    assert.equal(found.at, 1206.9)
    assert.equal(found.reason, 'R-09 (must) no 2xx before the answer: too early')
  })
  it('is the end of the time in which something was due that did not come', () => {
    const missing = check({
      evidence: [
        { role: 'cause', message: 1 },
        { role: 'window', window: [1200, 1500] },
      ],
    })
    const found = firstDivergence(row(missing), acceptsTooEarly)
    assert.equal(found?.at, 1500)
    assert.equal(found.message, undefined)
  })
  it('takes musts before shoulds, and what is violated before what could not be seen', () => {
    const should = check({ level: 'should', evidence: [{ role: 'offends', message: 2 }] })
    const must = check({ evidence: [{ role: 'offends', message: 4 }] })
    const unseen = check({ outcome: 'unobservable', evidence: [{ role: 'cause', message: 1 }] })
    assert.equal(firstDivergence(row(should, unseen, must), acceptsTooEarly)?.message?.id, 4)
    assert.equal(firstDivergence(row(unseen, should), acceptsTooEarly)?.message?.id, 2)
    assert.equal(firstDivergence(row(unseen), acceptsTooEarly)?.at, 1200.2)
  })
  it('is where the script stalled when nothing else says', () => {
    assert.equal(firstDivergence(row(check({ outcome: 'unobservable' })), refusedAndSilent)?.at, 2330)
  })
  it('is nowhere when all is as expected', () => {
    assert.equal(firstDivergence(row(check({ outcome: 'satisfied' })), acceptsTooEarly), undefined)
  })
})
