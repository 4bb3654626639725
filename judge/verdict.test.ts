import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckOutcome, Verdict } from './outcome.ts'
import { caseVerdict, rowVerdict, runVerdict, totalsOf, worstVerdict, type RowFacts } from './verdict.ts'

type Judged = Pick<CheckOutcome, 'requirement' | 'level' | 'outcome' | 'matched'>
const must = (outcome: Judged['outcome'], matched?: 'preferred' | 'strict' | 'lenient'): Judged => ({
  requirement: 'R-01',
  level: 'must',
  outcome,
  ...(matched ? { matched } : {}),
})
const should = (outcome: Judged['outcome']): Judged => ({ requirement: 'R-05', level: 'should', outcome })
const derived: Judged = { requirement: 'R-31', level: 'must', outcome: 'violated' }
const facts = (changes: Partial<RowFacts> = {}): RowFacts => ({
  script: 'completed',
  exercised: true,
  class: 'mandatory',
  strictness: {},
  isDerived: requirement => requirement === 'R-31',
  ...changes,
})

const table: readonly (readonly [string, readonly Judged[], Partial<RowFacts>, Verdict])[] = [
  ['all satisfied', [must('satisfied'), should('satisfied')], {}, 'pass'],
  ['a must is violated', [must('satisfied'), must('violated')], {}, 'fail'],
  ['a must is violated and another cannot be told', [must('violated'), must('unobservable')], {}, 'fail'],
  ['a must is violated before the script stalled', [must('violated')], { script: 'stalled' }, 'fail'],
  ['a must is violated in the preamble', [must('violated')], { script: 'stalled in the preamble' }, 'inconclusive'],
  ['the script stalled', [must('satisfied')], { script: 'stalled' }, 'inconclusive'],
  ['the recording was cut off', [must('satisfied')], { script: 'cut off' }, 'inconclusive'],
  ['no declared behaviour came into play', [must('satisfied')], { exercised: false }, 'inconclusive'],
  ['a must cannot be told', [must('satisfied'), must('unobservable')], {}, 'inconclusive'],
  ['a should cannot be told', [must('satisfied'), should('unobservable')], {}, 'pass'],
  ['there are no checks', [], {}, 'error'],
  ['nothing is relevant', [must('irrelevant'), should('irrelevant')], {}, 'error'],
  ['only a should, and it cannot be told', [should('unobservable')], {}, 'error'],
  ['the harness failed', [must('satisfied')], { fault: 'TypeError' }, 'error'],
  ['the harness failed after a violation', [must('violated')], { fault: 'TypeError' }, 'fail'],
  ['a should is violated', [must('satisfied'), should('violated')], {}, 'warn'],
  ['only a should, and it is violated', [should('violated')], {}, 'warn'],
  ['only a lenient code matched', [must('satisfied', 'lenient')], {}, 'warn'],
  ['a strict code matched', [must('satisfied', 'strict')], {}, 'pass'],
  ['a lenient code under strict-only', [must('satisfied', 'lenient')], { strictness: { strictOnly: true } }, 'fail'],
  ['a strict code under strict-only', [must('satisfied', 'strict')], { strictness: { strictOnly: true } }, 'pass'],
  ['a case of class should is violated', [must('violated')], { class: 'should' }, 'warn'],
  ['a case of class should is inconclusive', [must('unobservable')], { class: 'should' }, 'inconclusive'],
  ['a derived requirement is violated', [must('satisfied'), derived], {}, 'fail'],
  ['the same under normative-only', [must('satisfied'), derived], { strictness: { normativeOnly: true } }, 'warn'],
  ['a stated one under normative-only', [must('violated')], { strictness: { normativeOnly: true } }, 'fail'],
]

for (const [when, checks, changes, verdict] of table)
  test(`a row where ${when}: ${verdict}`, () => assert.equal(rowVerdict(checks, facts(changes)), verdict))

test('the worst of verdicts is error, fail, inconclusive, warn, pass', () => {
  const order: Verdict[] = ['error', 'fail', 'inconclusive', 'warn', 'pass', 'notApplicable']
  for (const [index, worse] of order.entries())
    for (const better of order.slice(index)) assert.equal(worstVerdict([better, worse]), worse)
})

test('the verdict of a case is that of its worst row', () => {
  assert.equal(caseVerdict([{ verdict: 'pass' }, { verdict: 'inconclusive' }, { verdict: 'warn' }]), 'inconclusive')
})

test('a run in which nothing applies is inconclusive', () => {
  assert.equal(runVerdict([{ verdict: 'notApplicable' }], []), 'inconclusive')
  assert.equal(runVerdict([], []), 'inconclusive')
})

test('rules count in the verdict of the run', () => {
  const pass = [{ verdict: 'pass' }] as const
  const must = 'must' as const
  assert.equal(
    runVerdict(pass, [
      { level: must, outcome: 'satisfied' },
      { level: must, outcome: 'notObserved' },
    ]),
    'pass',
  )
  assert.equal(runVerdict(pass, [{ level: 'should', outcome: 'violated' }]), 'warn')
  assert.equal(runVerdict(pass, [{ level: must, outcome: 'violated' }]), 'fail')
  assert.equal(runVerdict(pass, [{ level: must, outcome: 'violated' }], { normativeOnly: true }), 'warn')
  assert.equal(runVerdict([{ verdict: 'error' }], [{ level: must, outcome: 'violated' }]), 'error')
})

test('totals count each case once', () => {
  const totals = totalsOf([{ verdict: 'pass' }, { verdict: 'pass' }, { verdict: 'fail' }])
  assert.deepEqual(totals, { error: 0, fail: 1, inconclusive: 0, warn: 0, pass: 2, notApplicable: 0 })
})
