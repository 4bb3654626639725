import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Comparison } from '../reports/compare/comparison.ts'
import type { Results } from '../reports/results.ts'
import { sampleResults } from '../reports/sample/sample-run.ts'
import { writeResults } from '../reports/write-results.ts'
import { commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

const USAGE = 4

async function folderOf(results: Results): Promise<string> {
  const folder = temporaryFolder()
  await writeResults(folder, results)
  return folder
}

describe('compare', () => {
  it('finds the case that a defect breaks, from the folders of two runs', async () => {
    const [good, bad] = [
      await runHere(only(['CAP-04'])),
      await runHere([...only(['CAP-04']), '--defect', 'accepts-before-capability']),
    ]
    assert.ok(good.folder && bad.folder, good.stderr + bad.stderr)
    const page = join(temporaryFolder(), 'compared.html')
    const worse = await commandLineHere(['compare', good.folder, bad.folder, '--json', '--html', page])
    assert.equal(worse.exitCode, 1)
    const { outcome, because } = JSON.parse(worse.stdout) as Comparison
    assert.equal(outcome, 'worse')
    assert.ok(because.includes('CAP-04: pass, now fail'), because.join())
    assert.match(readFileSync(page, 'utf8'), /data-outcome="worse"/)
    const better = await commandLineHere(['compare', bad.folder, join(good.folder, 'results.json')])
    assert.equal(better.exitCode, 0, better.stdout)
    assert.match(better.stdout, /✓ CAP-04 .*: fail, now pass/)
  })

  it('refuses what it cannot read, in one line', async () => {
    const sound = await folderOf(sampleResults())
    const refused = async (other: string, message: RegExp, ...options: readonly string[]) => {
      const { exitCode, stderr, stdout } = await commandLineHere(['compare', sound, other, ...options])
      assert.equal(exitCode, USAGE, stderr)
      assert.match(stderr, /^iwf-conformance: [^\n]+\n$/)
      assert.match(stderr, message)
      assert.equal(stdout, '')
    }
    const file = (text: string) => {
      const path = join(temporaryFolder(), 'results.json')
      writeFileSync(path, text)
      return path
    }
    await refused('/nowhere', /\/nowhere is neither a results\.json nor a folder/)
    await refused(file('{'), /is not JSON/)
    await refused(file('null'), /has the schema version/)
    await refused(
      file(JSON.stringify({ ...sampleResults(), schemaVersion: '9.0' })),
      /schema version "9\.0", this harness reads/,
    )
    await refused(
      file(JSON.stringify({ ...sampleResults(), verdict: 'pass' })),
      /is unsound at \/verdict: is pass, but/,
    )
    const another = sampleResults()
    const elsewhere = await folderOf({
      ...another,
      cases: another.cases.map(result => ({ ...result, id: `MY-${result.id}` })),
    })
    await refused(elsewhere, /have no case in common/, '--common')
    await refused(sound, /--html \/nowhere\/page\.html cannot be written/, '--html', '/nowhere/page.html')
    assert.equal(existsSync('/nowhere'), false)
  })
})
