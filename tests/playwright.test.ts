import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Results } from '../reports/results.ts'
import { only, run, runsIn, temporaryFolder } from './run-harness.ts'
import { playwright } from './run-playwright.ts'
import { writeConfiguration } from './write-configuration.ts'

/** One case that passes and one that the defect fails. */
const CASES = ['CAP-02', 'CAP-04'] as const
const DEFECT = 'accepts-before-capability'
const selection = ['--grep', CASES.join('|')]

/** A folder of its own whose path has a space. */
const place = () => join(temporaryFolder(), 'my iwf')

/**
 * What must not depend on who runs the cases: everything but times, places and tokens. Of the rules only the violated
 * ones: whether one that speaks of retransmissions was observed depends on how long a loaded machine took.
 */
const judgedOf = ({ verdict, totals, cases, rules, requirements, run: { partial, complete, seed } }: Results) => ({
  verdict,
  totals,
  run: { partial, complete, seed },
  cases: cases.map(({ id, title, verdict: ofCase, rows }) => ({
    id,
    title,
    verdict: ofCase,
    rows: rows.map(row => ({
      id: row.id,
      verdict: row.verdict,
      checks: row.checks.map(({ statement, outcome, matched }) => [statement, outcome, matched]),
    })),
  })),
  rules: rules.filter(({ outcome }) => outcome === 'violated').map(({ id }) => id),
  requirements: requirements.map(({ id, verdict: ofRequirement }) => [id, ofRequirement]),
})

describe('a run under Playwright', { concurrency: 2 }, () => {
  it('gives the results of the direct front end, green and red', async () => {
    const config = writeConfiguration(place())
    const underPlaywright = await playwright(config, selection, { defect: DEFECT, seed: '1' })
    const direct = await run(['--config', config, '--defect', DEFECT, '--seed', '1', ...only(CASES)])
    assert.ok(underPlaywright.results && direct.results, underPlaywright.output + direct.stderr)
    assert.deepEqual(judgedOf(underPlaywright.results), judgedOf(direct.results))
    assert.deepEqual(
      direct.results.cases.map(({ id, verdict }) => [id, verdict]),
      [
        ['CAP-02', 'pass'],
        ['CAP-04', 'fail'],
      ],
    )
    assert.equal(direct.exitCode, 1)
    assert.equal(underPlaywright.exitCode, 1)
    assert.match(underPlaywright.output, /1 failed\n.*CAP-04[^\n]*\n\s*1 passed/)
    assert.match(underPlaywright.output, /ConformanceFailure: CAP-04: R-09 \(must\)/)
  })

  it('runs each repetition anew', async () => {
    const config = writeConfiguration(place())
    const { exitCode, output } = await playwright(config, ['--grep', 'CAP-02', '--repeat-each', '2'])
    assert.equal(exitCode, 0, output)
    assert.match(output, /2 passed/)
    assert.equal(runsIn(join(config, '..', 'evidence')).length, 2)
  })

  it('is refused with retries, which hide defects', async () => {
    const config = writeConfiguration(place())
    const { exitCode, output } = await playwright(config, [...selection, '--retries', '2'])
    assert.equal(exitCode, 1)
    assert.match(output, /retries hide defects: run without --retries/)
    assert.equal(existsSync(join(config, '..', 'evidence')), false)
  })

  it('is red when nothing is selected, even if that was allowed', async () => {
    const config = writeConfiguration(place())
    const { exitCode, output } = await playwright(config, ['--grep', 'no case is called so', '--pass-with-no-tests'])
    assert.equal(exitCode, 1)
    assert.match(output, /nothing is selected/)
    assert.equal(existsSync(join(config, '..', 'evidence')), false)
  })

  it('gives every open test an error at once when the engine is killed, and leaves no IWF behind', async () => {
    const config = writeConfiguration(place())
    const evidence = join(config, '..', 'evidence')
    let killedAt = 0
    const { exitCode, output } = await playwright(config, ['--grep', '@capability|@blocklist'], {}, child => {
      const watch = setInterval(() => {
        const [begun] = existsSync(evidence) ? readdirSync(evidence) : []
        if (begun === undefined || !existsSync(join(evidence, begun, 'subject', 'reference-iwf.json'))) return
        clearInterval(watch)
        const engine = execFileSync('pgrep', ['-P', String(child.pid), '-f', 'engine-process'], { encoding: 'utf8' })
        killedAt = performance.now()
        process.kill(Number(engine), 'SIGKILL')
      }, 20)
    })
    assert.ok(killedAt > 0, output)
    const after = performance.now() - killedAt
    assert.equal(exitCode, 1)
    const [, selected] = /Running (\d+) tests/.exec(output) ?? []
    const errors = new Set(Array.from(output.matchAll(/HarnessError: (\S+): the engine/g), ([, id]) => id))
    assert.ok(Number(selected) > 10)
    assert.equal(errors.size, Number(selected), output)
    assert.ok(after < 5000, `took ${after} ms`)
    assert.equal(leftOf(evidence), '')
  })
})

/** Processes whose command line mentions the folder. */
function leftOf(folder: string): string {
  try {
    return execFileSync('pgrep', ['-af', folder], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
