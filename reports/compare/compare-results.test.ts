import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RowOutcome, Verdict } from '../../judge/outcome.ts'
import { totalsOf } from '../../judge/verdict.ts'
import type { CaseResult, Results } from '../results.ts'
import { sampleResults } from '../sample/sample-run.ts'
import { compareResults } from './compare-results.ts'
import { comparisonHtml } from './comparison-html.ts'
import { comparisonText } from './comparison-text.ts'
import { directionOf } from './direction.ts'

const sample = sampleResults()

/** The sample with one case changed. */
const withCase = (id: string, change: (was: CaseResult) => CaseResult): Results => {
  const cases = sample.cases.map(each => (each.id === id ? change(each) : each))
  return { ...sample, run: { ...sample.run, id: 'later' }, cases, totals: totalsOf(cases) }
}

/** With this verdict, and the one of its only row. */
const withVerdict = (id: string, verdict: Verdict) =>
  withCase(id, was => ({ ...was, verdict, rows: was.rows.map(row => ({ ...row, verdict })) }))

const withRows = (id: string, change: (row: RowOutcome) => RowOutcome) =>
  withCase(id, was => ({ ...was, rows: was.rows.map(change) }))

const without = (id: string): Results => {
  const cases = sample.cases.filter(each => each.id !== id)
  return { ...sample, cases, totals: totalsOf(cases) }
}

describe('comparing two runs', () => {
  it('finds nothing between a run and itself', () => {
    const { outcome, cases, rules, requirements, circumstances, redefined } = compareResults(sample, sample)
    assert.deepEqual([outcome, cases, rules, requirements, circumstances, redefined], ['no worse', [], [], [], [], []])
  })

  it('calls a worse verdict worse, and a better one not', () => {
    const worse = compareResults(sample, withVerdict('SES-02', 'inconclusive'))
    assert.equal(worse.outcome, 'worse')
    assert.deepEqual(worse.because, ['SES-02: pass, now inconclusive'])
    const better = compareResults(withVerdict('SES-02', 'inconclusive'), sample)
    assert.equal(better.outcome, 'no worse')
    assert.equal(better.cases[0]?.direction, 'better')
  })

  it('finds a row that is worse in a case that is as it was', () => {
    const { because, cases } = compareResults(
      sample,
      withRows('BLK-05', row => (row.id === 'BLK-05/0000' ? { ...row, verdict: 'inconclusive' } : row)),
    )
    assert.deepEqual(because, ['BLK-05/0000: pass, now inconclusive'])
    assert.equal(cases[0]?.direction, 'same')
  })

  it('calls it worse that a case is not shown any more, by being left out or excluded', () => {
    assert.deepEqual(compareResults(sample, without('SES-02')).because, ['SES-02: pass, now not in the run'])
    assert.deepEqual(compareResults(sample, withVerdict('SES-02', 'notApplicable')).because, [
      'SES-02: pass, now not applicable',
    ])
    assert.equal(compareResults(sample, without('SES-02'), { commonOnly: true }).outcome, 'no worse')
  })

  it('judges a case that is new by its verdict', () => {
    assert.equal(compareResults(without('SES-02'), sample).outcome, 'no worse')
    assert.deepEqual(compareResults(without('CAP-04'), sample).because, ['CAP-04: not in the run, now fail'])
  })

  it('tells of checks that were evaluated in one run only, even where no verdict differs', () => {
    const silent = withRows('CAP-01', row => ({
      ...row,
      checks: row.checks.map((check, index) =>
        index === 0 ? { ...check, outcome: 'irrelevant' as const, because: 'no INVITE' } : check,
      ),
    }))
    const { outcome, cases } = compareResults(sample, silent)
    assert.equal(outcome, 'no worse')
    const [check] = cases[0]!.rows[0]!.checks
    assert.deepEqual(
      [check!.a, check!.b, check!.evaluated, check!.because],
      ['satisfied', 'irrelevant', 'in a only', 'no INVITE'],
    )
    assert.equal(compareResults(silent, sample).cases[0]!.rows[0]!.checks[0]!.evaluated, 'in b only')
  })

  it('tells of another set that matched, of a check that is gone and of one that is new', () => {
    const changed = withRows('CAP-01', row => ({
      ...row,
      checks: [
        { ...row.checks[0]!, statement: 'another one' },
        { ...row.checks[1]!, matched: 'lenient' },
      ],
    }))
    const changes = compareResults(sample, changed).cases[0]!.rows[0]!.checks
    assert.deepEqual(
      changes.map(({ a, b }) => [a, b]),
      [
        ['satisfied', undefined],
        ['satisfied (preferred)', 'satisfied (lenient)'],
        [undefined, 'satisfied'],
      ],
    )
  })

  it('calls a rule that is violated now worse', () => {
    const cured: Results = { ...sample, rules: sample.rules.map(rule => ({ ...rule, outcome: 'satisfied' })) }
    assert.deepEqual(compareResults(cured, sample).because, ['rule SIP-SYN-03 is violated now'])
    assert.equal(compareResults(sample, cured).outcome, 'no worse')
  })

  it('tells of versions, ICS, PIXIT, dimensions and declarations that differ', () => {
    const later: Results = {
      ...withCase('CAP-01', was => ({ ...was, title: 'says it otherwise', class: 'should' })),
      harness: { ...sample.harness, version: '0.2.0' },
      ics: { ...sample.ics, 'ICS-16': ['text/html'], 'ICS-20': true },
      pixit: { T1: 500, N_OBS: 2000 },
      dimensions: { ...sample.dimensions, sip: 'udp' },
    }
    const { circumstances, redefined, outcome } = compareResults(sample, later)
    assert.deepEqual(
      circumstances.map(({ of, name, a, b }) => [of, name, a, b]),
      [
        ['run', 'version of the harness', '0.1.0', '0.2.0'],
        ['dimension', 'sip', 'tls', 'udp'],
        ['ics', 'ICS-16', '["text/html","image/png"]', '["text/html"]'],
        ['ics', 'ICS-20', undefined, 'true'],
        ['pixit', 'T1', '100', '500'],
        ['pixit', 'T_CAP', '2000', undefined],
      ],
    )
    assert.deepEqual(redefined, [{ id: 'CAP-01', fields: ['title', 'class'] }])
    assert.equal(outcome, 'no worse')
  })
})

describe('a direction', () => {
  const all: readonly Verdict[] = ['pass', 'warn', 'fail', 'inconclusive', 'error', 'notApplicable']

  it('is the opposite the other way round, but for what is new and not green', () => {
    const opposite = { worse: 'better', better: 'worse', lost: 'gained', gained: 'lost', same: 'same' } as const
    for (const a of all)
      for (const b of all) {
        const [there, back] = [directionOf(a, b), directionOf(b, a)]
        const isNewRed = (a === 'notApplicable' || b === 'notApplicable') && (there === 'worse' || back === 'worse')
        if (!isNewRed) assert.equal(back, opposite[there], `${a} ${b}`)
      }
  })
})

describe('a comparison for readers', () => {
  const comparison = compareResults(without('CAP-04'), withVerdict('SES-02', 'fail'))

  it('says on the console what differs and how it ends', () => {
    const text = comparisonText(comparison)
    assert.match(text, /^a: 2026-03-01T10-00-00Z-7f3a Acme <IWF> & Sons 2\.4\.1: error \(partial\); 2 pass, /)
    assert.match(text, /^✗ CAP-04 accepts only after the capability answer: not in the run, now fail$/m)
    assert.match(text, /\n\nb is worse than a: SES-02: pass, now fail; CAP-04: not in the run, now fail\n$/)
  })

  it('is a page without script that shows hostile text as what it is', () => {
    const html = comparisonHtml(compareResults(without('ROB-03'), sample))
    assert.match(html, /data-outcome="worse"/)
    assert.match(html, /survives &lt;\/script&gt;&lt;script&gt;/)
    assert.doesNotMatch(html, /<script/)
  })
})
