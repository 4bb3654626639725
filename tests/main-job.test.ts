import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadCases } from '../engine/load-cases.ts'
import { runDirectly } from '../engine/front-end.ts'
import { manifestDifferences } from '../reports/manifest.ts'
import { resultsProblems } from '../reports/validate-results.ts'
import { allowedWarnings } from './allowed-warnings.ts'
import { run, type HarnessRun } from './run-harness.ts'

/** Every verdict of the reference IWF is pass, or a warning that the list allows; the list has nothing else. */
function assertGreen({ exitCode, results, stdout, stderr }: HarnessRun): void {
  assert.ok(results, stderr)
  const warned = results.cases.filter(({ verdict }) => verdict === 'warn').map(({ id }) => id)
  const others = results.cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'warn')
  assert.deepEqual(
    others.map(({ id, verdict }) => `${id} ${verdict}`),
    [],
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
  it('runs the whole catalogue green against the reference IWF and leaves the evidence of a run', async () => {
    const job = await run([])
    assertGreen(job)
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
    const { pass } = results.totals
    assert.match(stdout, new RegExp(`\\n${pass} pass, 0 warn, 0 fail, 0 inconclusive, 0 error, 0 not applicable\\n`))
    assert.doesNotMatch(stdout, /\u001b/, 'colours are for terminals only')
    const html = readFileSync(join(folder, 'report.html'), 'utf8')
    assert.doesNotMatch(html, /(?:src|href)="(?:https?:)?\/\//, 'the report needs no network')
  })

  it('is as green when cases run one after another', async () => {
    assertGreen(await run(['--concurrency', '1']))
  })
})
