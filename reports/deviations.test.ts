import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { baselineOutcome, verdictWithBaseline } from '../judge/accepted-deviations.ts'
import { ordinaryStrictness } from '../judge/verdict.ts'
import type { AcceptedDeviation } from '../trace/baseline.ts'
import { caseAsAllure } from './allure/case-as-allure.ts'
import { environmentProperties } from './allure/run-as-allure.ts'
import { compareResults } from './compare/compare-results.ts'
import { isAccepted } from './deviations.ts'
import { reportHtml } from './html/report-html.ts'
import { junit } from './junit.ts'
import type { Results } from './results.ts'
import { sampleLadders, sampleResults } from './sample/sample-run.ts'
import { summary } from './summary.ts'
import { resultsProblems } from './validate-results.ts'

const accepted = (
  kind: AcceptedDeviation['kind'],
  id: string,
  changes: Partial<AcceptedDeviation> = {},
): AcceptedDeviation => ({
  kind,
  id,
  verdict: 'fail',
  owner: 'gateway team',
  reason: 'fixed in <2.5>',
  expires: '2026-12-31',
  ...changes,
})

/** The sample without its error, as judged with a baseline. */
function sampleWith(deviations: readonly AcceptedDeviation[]): Results {
  const sample = sampleResults()
  const cases = sample.cases.filter(({ verdict }) => verdict !== 'error')
  const judged = { cases, rules: sample.rules }
  const baseline = baselineOutcome(
    { file: 'accepted.json', sha256: 'ab'.repeat(32), accepted: deviations },
    judged,
    sample.run.startedAt,
    'fail',
  )
  return {
    ...sample,
    cases,
    totals: { ...sample.totals, error: 0 },
    verdict: verdictWithBaseline(judged, baseline.deviations, ordinaryStrictness),
    baseline,
  }
}

const all = [
  accepted('case', 'CAP-04'),
  accepted('row', 'BLK-05/1100', { verdict: 'inconclusive' }),
  accepted('rule', 'SIP-SYN-03'),
  accepted('case', 'SES-02'),
]

describe('accepted deviations in reports', () => {
  const results = sampleWith(all)
  const console = summary(results, { colour: false, report: 'report.html' })
  const until = 'accepted until 2026-12-31 by gateway team: fixed in <2.5>'

  it('make the run a warning, and leave verdicts and totals of cases as they are', () => {
    assert.equal(results.verdict, 'warn')
    assert.equal(results.totals.fail, 1)
    assert.deepEqual(resultsProblems(results), [])
    assert.deepEqual(
      results.baseline?.deviations.map(({ state }) => state),
      ['accepted', 'accepted', 'accepted', 'passes'],
    )
  })

  it('stand on the console with the case, and what the verdict would be without', () => {
    assert.match(console, /^✗ fail {3}CAP-04 /m)
    assert.ok(console.includes(`CAP-04: fail, ${until}`))
    assert.ok(console.includes(`baseline SIP-SYN-03 fail, ${until}`))
    assert.match(console, /^baseline SES-02 pass, although a fail is accepted until 2026-12-31 .* take it out of the/m)
    assert.match(console, /verdict: WARN \(.*baseline accepted\.json: 3 accepted, 1 passes; fail without it/)
  })

  it('stay failures in JUnit, and say that they were accepted', () => {
    const xml = junit(results)
    assert.match(
      xml,
      /<failure message="CAP-04: fail, accepted until 2026-12-31 by gateway team: fixed in &lt;2\.5&gt;; R-09/,
    )
    assert.match(xml, /<failure message="fail, accepted until .*; a header line has no colon"/)
    assert.match(xml, /name="run\.verdictWithoutBaseline" value="fail"/)
    assert.match(xml, /<system-out>SES-02: pass, although/)
  })

  it('stand in the page, in the overview and with the case', () => {
    const html = reportHtml(results, sampleLadders())
    assert.match(html, /data-verdict-overall="warn"/)
    assert.match(html, /<b>Baseline\.<\/b> Deviations were accepted by <code>accepted\.json<\/code>/)
    assert.match(html, /data-deviation="accepted"><a href="#CAP-04"><b>CAP-04<\/b><\/a> fail, accepted until/)
    assert.match(html, /data-deviation="passes"/)
    assert.ok(!html.includes('fixed in <2.5>'))
  })

  it('are known to Allure', () => {
    const [case04] = results.cases.filter(({ id }) => id === 'CAP-04')
    const allure = caseAsAllure(case04!, results, [])
    assert.equal(allure.status, 'failed')
    assert.equal(allure.statusDetails.known, true)
    assert.ok(allure.statusDetails.message?.includes(until))
    assert.ok(allure.labels.some(({ name, value }) => name === 'tag' && value === 'accepted'))
    assert.match(environmentProperties(results), /^verdict\.withoutBaseline=fail$/m)
  })

  it('are told by a comparison', () => {
    const { circumstances, outcome } = compareResults(sampleWith([]), results)
    assert.equal(outcome, 'no worse')
    const names = circumstances.filter(({ of }) => of === 'accepted deviation').map(({ name }) => name)
    assert.deepEqual(names, ['case CAP-04', 'row BLK-05/1100', 'rule SIP-SYN-03', 'case SES-02'])
  })
})

describe('an expired deviation', () => {
  it('fails the run with a message, and is not taken for an accepted one', () => {
    const expired = sampleWith([accepted('case', 'CAP-04', { expires: '2026-02-28' }), ...all.slice(1)])
    assert.equal(expired.verdict, 'fail')
    assert.deepEqual(resultsProblems(expired), [])
    const text = summary(expired, { colour: false, report: 'report.html' })
    assert.match(text, /^baseline CAP-04 the acceptance expired on 2026-02-28; it was given by gateway team/m)
    assert.equal(
      isAccepted(
        expired.cases.find(({ id }) => id === 'CAP-04')!,
        expired,
      ),
      false,
    )
  })
})

describe('results with a baseline', () => {
  it('cannot claim a better verdict than the accepted deviations leave', () => {
    const results = sampleWith(all)
    assert.match(resultsProblems({ ...results, verdict: 'pass' })[0]!.message, /is pass, but a part of the run is warn/)
    const { deviations } = results.baseline!
    const without = { ...results, baseline: { ...results.baseline!, deviations: deviations.slice(1) } }
    assert.match(resultsProblems(without)[0]!.message, /is warn, but a part of the run is fail/)
  })

  it('are of a schema version that knows baselines', () => {
    assert.match(resultsProblems({ ...sampleWith(all), schemaVersion: '1.0' })[0]!.message, /must be "1\.1"/)
    const { baseline, ...without } = sampleWith([])
    assert.ok(baseline)
    assert.deepEqual(resultsProblems({ ...without, verdict: 'fail', schemaVersion: '1.0' }), [])
  })
})
