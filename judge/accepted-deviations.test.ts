import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AcceptedDeviation } from '../trace/baseline.ts'
import { baselineOutcome, countedVerdict, verdictWithBaseline } from './accepted-deviations.ts'
import type { CaseOutcome, RowOutcome, RuleOutcome, Verdict } from './outcome.ts'
import { caseVerdict, ordinaryStrictness, runVerdict, WORST_FIRST } from './verdict.ts'

const row = (id: string, verdict: Verdict): RowOutcome => ({
  id,
  execution: id,
  verdict,
  remarks: [],
  checks: [],
  startedAt: 0,
  durationMs: 1,
})

const judgedCase = (id: string, rows: readonly RowOutcome[]): CaseOutcome => ({
  id,
  title: id,
  group: 'capability',
  class: 'mandatory',
  requirements: [],
  verdict: caseVerdict(rows),
  remarks: [],
  rows,
  durationMs: 1,
})

const rule = (id: string, outcome: RuleOutcome['outcome'], level: RuleOutcome['level'] = 'must'): RuleOutcome => ({
  id,
  clause: 'RFC 3261 §7',
  statement: 'is well-formed',
  level,
  outcome,
  observed: 1,
  cases: [],
  evidence: [],
})

const deviation = (changes: Partial<AcceptedDeviation> = {}): AcceptedDeviation => ({
  kind: 'case',
  id: 'CAP-04',
  verdict: 'fail',
  owner: 'gateway team',
  reason: 'fixed in 2.5',
  expires: '2026-06-30',
  ...changes,
})

/** State of the first deviation, and the verdict of the run, which begins on 2026-06-30. */
function judged(
  accepted: readonly AcceptedDeviation[],
  cases: readonly CaseOutcome[],
  rules: readonly RuleOutcome[] = [],
  startedAt = '2026-06-30T23:59:59.999Z',
) {
  const without = runVerdict(cases, rules)
  const { deviations } = baselineOutcome({ file: 'b', sha256: '', accepted }, { cases, rules }, startedAt, without)
  const verdict = verdictWithBaseline({ cases, rules }, deviations, ordinaryStrictness)
  return { state: deviations[0]?.state, found: deviations[0]?.found, verdict }
}

const failed = judgedCase('CAP-04', [row('CAP-04', 'fail')])
const passed = judgedCase('CAP-01', [row('CAP-01', 'pass')])

describe('an accepted deviation', () => {
  it('counts as a warning of the run until the end of its last day', () => {
    assert.deepEqual(judged([deviation()], [failed, passed]), { state: 'accepted', found: 'fail', verdict: 'warn' })
  })

  it('fails the run from the day after, whatever it had been accepted for', () => {
    const tomorrow = '2026-07-01T00:00:00.000Z'
    assert.deepEqual(judged([deviation()], [failed, passed], [], tomorrow), {
      state: 'expired',
      found: 'fail',
      verdict: 'fail',
    })
    const warned = judgedCase('CAP-04', [row('CAP-04', 'warn')])
    assert.equal(judged([deviation({ verdict: 'warn' })], [warned, passed], [], tomorrow).verdict, 'fail')
  })

  it('excuses nothing else', () => {
    const other = judgedCase('SES-01', [row('SES-01', 'fail')])
    assert.equal(judged([deviation()], [failed, other]).verdict, 'fail')
  })

  it('does not excuse what is worse than what was accepted, and never a fault of the harness', () => {
    const inconclusive = deviation({ verdict: 'inconclusive' })
    assert.deepEqual(judged([inconclusive], [failed]), { state: 'worse', found: 'fail', verdict: 'fail' })
    const broken = judgedCase('CAP-04', [row('CAP-04', 'error')])
    assert.deepEqual(judged([deviation()], [broken]), { state: 'worse', found: 'error', verdict: 'error' })
  })

  it('excuses what is milder', () => {
    const stalled = judgedCase('CAP-04', [row('CAP-04', 'inconclusive')])
    assert.deepEqual(judged([deviation()], [stalled]), { state: 'accepted', found: 'inconclusive', verdict: 'warn' })
  })

  it('is reported when it passes unexpectedly, even after its last day', () => {
    const cured = judgedCase('CAP-04', [row('CAP-04', 'pass')])
    for (const startedAt of ['2026-06-01T00:00:00Z', '2027-01-01T00:00:00Z'])
      assert.deepEqual(judged([deviation()], [cured], [], startedAt), {
        state: 'passes',
        found: 'pass',
        verdict: 'pass',
      })
  })

  it('is reported when the run says nothing of it', () => {
    assert.deepEqual(judged([deviation()], [passed]), { state: 'not tested', found: undefined, verdict: 'pass' })
    const unseen = rule('SIP-SYN-03', 'notObserved')
    assert.equal(judged([deviation({ kind: 'rule', id: 'SIP-SYN-03' })], [passed], [unseen]).state, 'not tested')
  })

  it('of a row excuses that row only', () => {
    const ofRow = deviation({ kind: 'row', id: 'BLK-05/1100' })
    const one = judgedCase('BLK-05', [row('BLK-05/0000', 'pass'), row('BLK-05/1100', 'fail')])
    assert.equal(judged([ofRow], [one]).verdict, 'warn')
    const two = judgedCase('BLK-05', [row('BLK-05/0000', 'fail'), row('BLK-05/1100', 'fail')])
    assert.equal(judged([ofRow], [two]).verdict, 'fail')
  })

  it('of a row excuses nothing that is wrong with the case besides its rows', () => {
    const blocked: CaseOutcome = { ...judgedCase('BLK-05', [row('BLK-05/1100', 'fail')]), verdict: 'error' }
    assert.equal(judged([deviation({ kind: 'row', id: 'BLK-05/1100' })], [blocked]).verdict, 'error')
  })

  it('of a rule makes its violation a warning', () => {
    const violated = rule('SIP-SYN-03', 'violated')
    const ofRule = deviation({ kind: 'rule', id: 'SIP-SYN-03' })
    assert.deepEqual(judged([ofRule], [passed], [violated]), { state: 'accepted', found: 'fail', verdict: 'warn' })
    assert.equal(judged([ofRule], [passed], [violated, rule('SIP-SYN-04', 'violated')]).verdict, 'fail')
    assert.equal(judged([ofRule], [passed], [violated], '2026-07-01T00:00:00Z').verdict, 'fail')
  })

  it('never makes a run or a case better than a warning, nor worse unless it has expired', () => {
    const verdicts = fc.constantFrom(...WORST_FIRST)
    const rank = (verdict: Verdict) => [...WORST_FIRST, 'notApplicable' as const].indexOf(verdict)
    fc.assert(
      fc.property(
        fc.array(verdicts, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('fail' as const, 'inconclusive' as const, 'warn' as const),
        fc.boolean(),
        (rows, verdict, ofRow) => {
          const one = judgedCase(
            'CAP-04',
            rows.map((each, index) => row(`CAP-04/${index}`, each)),
          )
          const accepted = [deviation(ofRow ? { kind: 'row', id: 'CAP-04/0', verdict } : { verdict })]
          const { deviations } = baselineOutcome(
            { file: 'b', sha256: '', accepted },
            { cases: [one], rules: [] },
            '2026-01-01T00:00:00Z',
            one.verdict,
          )
          const counted = countedVerdict(one, deviations)
          assert.ok(rank(counted) >= rank(one.verdict))
          if (counted !== one.verdict) assert.equal(counted === 'pass', false)
        },
      ),
    )
  })
})
