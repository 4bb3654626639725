import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { Results } from '../reports/results.ts'
import { commandLineHere, only, runHere, runsIn, temporaryFolder, type HarnessRun } from './run-harness.ts'
import { playwright } from './run-playwright.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

const USAGE = 4
const FAILED = 1
const defect = ['--defect', 'accepts-before-capability'] as const

/** A baseline file that accepts these cases until a day. */
function baseline(ids: readonly string[], expires: string, folder = temporaryFolder()): string {
  const path = join(folder, 'accepted.json')
  const accepted = ids.map(id => ({ case: id, owner: 'gateway team', reason: 'fixed in 2.5', expires }))
  writeFileSync(path, JSON.stringify({ schemaVersion: '1.0', accepted }))
  return path
}

const states = (results: Results | undefined) => results?.baseline?.deviations.map(({ id, state }) => [id, state])

describe('a run with a baseline', () => {
  let accepted: HarnessRun
  let file = ''
  before(async () => {
    file = baseline(['CAP-04', 'CAP-05'], '2999-12-31')
    accepted = await runHere([...only(['CAP-04']), ...defect, '--baseline', file])
  })

  it('does not fail by what was accepted, and says that it would', () => {
    assert.equal(accepted.exitCode, 0, accepted.stderr)
    assert.equal(accepted.results?.verdict, 'warn')
    assert.equal(accepted.results.cases[0]?.verdict, 'fail')
    assert.equal(accepted.results.baseline?.verdictWithout, 'fail')
    assert.deepEqual(states(accepted.results), [
      ['CAP-04', 'accepted'],
      ['CAP-05', 'not tested'],
    ])
    assert.match(accepted.stdout, /CAP-04: fail, accepted until 2999-12-31 by gateway team: fixed in 2\.5/)
  })

  it('is judged again to the same from its log alone, when the file is long gone', async () => {
    const copy = temporaryFolder()
    mkdirSync(join(copy, 'traces'))
    copyFileSync(join(accepted.folder!, 'traces', 'run.jsonl'), join(copy, 'traces', 'run.jsonl'))
    rmSync(file)
    const { exitCode, stdout } = await commandLineHere(['judge', copy, '--json'])
    assert.equal(exitCode, 0)
    const again = JSON.parse(stdout) as Results
    assert.equal(again.verdict, 'warn')
    assert.deepEqual(again.baseline, accepted.results?.baseline)
  })

  it('fails by what was accepted until a day that has passed', async () => {
    const args = [...only(['CAP-04']), ...defect, '--baseline', baseline(['CAP-04'], '2001-01-01')]
    const { exitCode, results, stdout } = await runHere(args)
    assert.equal(exitCode, FAILED)
    assert.deepEqual(states(results), [['CAP-04', 'expired']])
    assert.match(stdout, /^baseline CAP-04 the acceptance expired on 2001-01-01/m)
  })

  it('takes the file of the configuration, and tells what passes unexpectedly', async () => {
    const folder = temporaryFolder()
    baseline(['CAP-04'], '2999-12-31', folder)
    const config = writeConfiguration(folder, { ...embedded, baseline: 'accepted.json' })
    const { exitCode, results, stdout } = await runHere([...only(['CAP-04']), '--config', config])
    assert.equal(exitCode, 0)
    assert.deepEqual(states(results), [['CAP-04', 'passes']])
    assert.match(stdout, /^baseline CAP-04 pass, although a fail is accepted/m)
  })

  it('shows an accepted failure as an expected one under Playwright, which passes', async () => {
    const folder = temporaryFolder()
    baseline(['CAP-04'], '2999-12-31', folder)
    const config = writeConfiguration(folder, { ...embedded, baseline: 'accepted.json' })
    const options = { defect: 'accepts-before-capability' }
    const { exitCode, output, results } = await playwright(config, ['--grep', 'CAP-04'], options)
    assert.equal(exitCode, 0, output)
    assert.deepEqual(states(results), [['CAP-04', 'accepted']])
    assert.equal(results?.cases[0]?.verdict, 'fail')
  })

  it('does not begin with a file that cannot be read or does not make sense', async () => {
    for (const [path, message] of [
      ['/nowhere/accepted.json', /the baseline \/nowhere\/accepted\.json cannot be read/],
      [baseline(['CAP-99'], '2999-12-31'), /accepted\[0\] names the case CAP-99, which there is not/],
    ] as const) {
      const { exitCode, stderr, evidence } = await runHere([...only(['CAP-04']), '--baseline', path])
      assert.equal(exitCode, USAGE)
      assert.match(stderr, message)
      assert.match(stderr, /^iwf-conformance: [^\n]+\n$/)
      assert.deepEqual(existsSync(evidence) ? runsIn(evidence) : [], [])
    }
  })
})
