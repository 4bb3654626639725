import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadCases } from '../engine/load-cases.ts'
import { runDirectly } from '../engine/front-end.ts'
import { manifestDifferences } from '../reports/manifest.ts'
import { resultsProblems } from '../reports/validate-results.ts'
import { allowedWarnings } from './allowed-warnings.ts'
import { assertDissected, TSHARK_MISSING } from './captures/assert-dissected.ts'
import { CALLED_MALFORMED, NOT_RECOGNISED } from './captures/deliberate-faults.ts'
import { tsharkVersion } from './captures/tshark.ts'
import { only, run, type HarnessRun } from './run-harness.ts'

/** Cases about extensions that the plain profile does not claim; `profiles.test.ts` runs them. */
const OF_OTHER_PROFILES = ['CAP-15', 'BLK-09', 'USR-04', 'SIP-15']

/** The normative core (catalogue §13). */
const CORE = [
  ...['CAP-01', 'CAP-02', 'CAP-03', 'CAP-04', 'CAP-05', 'CAP-10', 'BLK-01', 'BLK-02', 'BLK-03', 'BLK-04', 'BLK-05'],
  ...['SES-01', 'SES-02', 'SES-03', 'SES-09', 'REV-01', 'USR-01', 'USR-03', 'RPT-01', 'RPT-02', 'TMR-01'],
  ...['SIP-01', 'SIP-02', 'SIP-03', 'SIP-04', 'SIP-05', 'MSR-01', 'MSR-03'],
]

const skip = tsharkVersion() === undefined && TSHARK_MISSING

/** Every verdict of the reference IWF is pass, or a warning that the list allows; the list has nothing else. */
function assertGreen({ exitCode, results, stdout, stderr }: HarnessRun, notApplicable: readonly string[]): void {
  assert.ok(results, stderr)
  const warned = results.cases.filter(({ verdict }) => verdict === 'warn').map(({ id }) => id)
  const others = results.cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'warn')
  assert.deepEqual(
    others.map(({ id, verdict }) => `${id} ${verdict}`),
    notApplicable.map(id => `${id} notApplicable`),
    stdout,
  )
  assert.deepEqual(warned, Object.keys(allowedWarnings), stdout)
  assert.deepEqual(
    results.rules.filter(({ outcome }) => outcome === 'violated').map(({ id }) => id),
    [],
    stdout,
  )
  assert.equal(exitCode, 0)
}

describe('the main job', { concurrency: 1 }, () => {
  let evidence = ''
  it('runs the whole catalogue green against the reference IWF and leaves the evidence of a run', async () => {
    const job = await run([])
    evidence = job.folder ?? ''
    assertGreen(job, OF_OTHER_PROFILES)
    const { folder, results, stdout } = job
    assert.ok(folder && results)
    runDirectly()
    const catalogue = await loadCases([], process.cwd())
    assert.deepEqual(
      results.cases.map(({ id }) => id),
      catalogue.map(({ id }) => id),
    )
    assert.equal(results.run.partial, false)
    assert.equal(results.run.complete, true)
    for (const file of ['results.json', 'report.html', 'junit.xml', 'manifest.json', 'iwf.log', 'traces/run.jsonl'])
      assert.ok(existsSync(join(folder, file)), file)
    for (const { trace } of results.cases) assert.ok(existsSync(join(folder, trace.file)), trace.file)
    assert.deepEqual(resultsProblems(results), [])
    assert.deepEqual(await manifestDifferences(folder), [])
    const { pass, notApplicable } = results.totals
    const totals = `${pass} pass, 0 warn, 0 fail, 0 inconclusive, 0 error, ${notApplicable} not applicable`
    assert.ok(stdout.includes(`\n${totals}\n`), stdout)
    assert.doesNotMatch(stdout, /\u001b/, 'colours are for terminals only')
    const html = readFileSync(join(folder, 'report.html'), 'utf8')
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//, 'the report needs no network')
  })

  it('leaves captures in which tshark finds every message of the traces', { skip }, () => {
    const totals = assertDissected(evidence, {
      malformed: Object.keys(CALLED_MALFORMED),
      notRecognised: Object.keys(NOT_RECOGNISED),
    })
    for (const [protocol, count] of Object.entries(totals)) assert.ok(count > 1000, `${count} of ${protocol}`)
  })

  it('is as green in its core when cases run one after another', async () => {
    assertGreen(await run(['--concurrency', '1', ...only(CORE)]), [])
  })
})
