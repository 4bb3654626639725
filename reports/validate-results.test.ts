import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Results } from './results.ts'
import { sampleResults } from './sample/sample-run.ts'
import { assertResults, InvalidResultsError, resultsProblems } from './validate-results.ts'

/** A copy of the sample with one place set to something else, or removed. */
function changed(path: string, value?: unknown): Results {
  const copy = structuredClone(sampleResults())
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let place = copy as unknown as Record<string, unknown>
  for (const key of keys) place = place[key] as Record<string, unknown>
  if (value === undefined) Reflect.deleteProperty(place, last)
  else place[last] = value
  return copy
}

const pathsOf = (results: Results): string[] => resultsProblems(results).map(problem => problem.path)

describe('results.json is valid', () => {
  it('when it has every verdict, earlier attempts, rules and requirements that are not tested', () => {
    assert.deepEqual(resultsProblems(sampleResults()), [])
  })
  it('without the digest of the implementation', () => {
    assert.deepEqual(resultsProblems(changed('iwf.digest')), [])
  })
})

describe('results.json is refused', () => {
  const cases: readonly [what: string, path: string, value: unknown, problem: string][] = [
    ['a field that nobody defined', 'run.mood', 'good', '/run'],
    ['a verdict that does not exist', 'cases.0.verdict', 'passed', '/cases/0/verdict'],
    ['a missing field', 'cases.0.rows.0.checks', undefined, '/cases/0/rows/0'],
    [
      'a violated check that does not say why',
      'cases.1.rows.0.checks.0.because',
      undefined,
      '/cases/1/rows/0/checks/0',
    ],
    ['a satisfied check that says why not', 'cases.0.rows.0.checks.0.because', 'x', '/cases/0/rows/0/checks/0'],
    ['an untested requirement without a reason', 'requirements.7.notTestedBecause', undefined, '/requirements/7'],
    ['a tested requirement with a reason why not', 'requirements.0.notTestedBecause', 'x', '/requirements/0'],
    ['a local time', 'run.startedAt', '2026-03-01T10:00:00+02:00', '/run/startedAt'],
    ['evidence that points at message 0', 'rules.0.evidence.0.message', 0, '/rules/0/evidence/0/message'],
    ['half a range of octets', 'rules.0.evidence.0.octets', [3], '/rules/0/evidence/0/octets'],
    ['an infinite duration', 'cases.0.durationMs', Infinity, '/cases/0/durationMs'],
  ]
  for (const [what, path, value, problem] of cases)
    it(`with ${what}`, () => assert.ok(pathsOf(changed(path, value)).includes(problem)))

  it('when it is no object at all', () => {
    assert.deepEqual(
      resultsProblems('[]').map(problem => problem.path),
      [''],
    )
  })
})

describe('results.json contradicts itself', () => {
  const cases: readonly [what: string, path: string, value: unknown, problem: string][] = [
    ['when a total is not the number of its cases', 'totals.pass', 3, '/totals/pass'],
    ['when the run is greener than its worst case', 'verdict', 'warn', '/verdict'],
    ['when a case is greener than its worst row', 'cases.2.rows.0.verdict', 'fail', '/cases/2/verdict'],
    ['when a case is there twice', 'cases.4.id', 'CAP-01', '/cases/4/id'],
    ['when a check names an unknown requirement', 'cases.0.rows.0.checks.0.requirement', 'R-99', '/cases/0'],
  ]
  for (const [what, path, value, problem] of cases)
    it(what, () => assert.deepEqual(pathsOf(changed(path, value)), [problem]))

  it('when a rule is violated and the run passes', () => {
    const { rules, requirements } = sampleResults()
    const totals = { error: 0, fail: 0, inconclusive: 0, warn: 0, pass: 0, notApplicable: 0 }
    const alone = { ...sampleResults(), verdict: 'pass', cases: [], totals, requirements } as const
    assert.deepEqual(pathsOf({ ...alone, rules: rules.map(rule => ({ ...rule, cases: [] })) }), ['/verdict'])
  })
})

describe('assertResults', () => {
  it('throws an error that names each place and what is allowed there', () => {
    assert.throws(
      () => assertResults(changed('cases.0.class', 'optional')),
      (error: unknown) =>
        error instanceof InvalidResultsError &&
        error.message.includes('/cases/0/class: must be one of ["mandatory","should"]'),
    )
  })
})
