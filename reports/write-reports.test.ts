import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Verdict } from '../judge/outcome.ts'
import { manifestDifferences } from './manifest.ts'
import type { Results } from './results.ts'
import { sampleLadders, sampleResults } from './sample/sample-run.ts'
import { summary } from './summary.ts'
import { VERDICTS_FOR_READERS } from './totals.ts'
import { writeReports } from './write-reports.ts'

describe('writeReports', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'))
    await writeReports(folder, sampleResults(), sampleLadders())
  })
  after(() => rm(folder, { recursive: true }))
  const read = (name: string) => readFile(join(folder, name), 'utf8')

  it('writes every report, and a manifest that covers them', async () => {
    const names = (await readdir(folder)).sort()
    assert.deepEqual(names, ['junit.xml', 'manifest.json', 'report.html', 'results.json'])
    assert.deepEqual(await manifestDifferences(folder), [])
    assert.equal((JSON.parse(await read('manifest.json')) as { files: unknown[] }).files.length, 3)
  })

  it('gives the same totals and the same overall verdict in all of them', async () => {
    const results = JSON.parse(await read('results.json')) as Results
    const [html, xml] = [await read('report.html'), await read('junit.xml')]
    const table = summary(results, { colour: false, report: 'report.html' })
    const ofHtml = (verdict: Verdict) => Number(new RegExp(`data-total="${verdict}">(\\d+)<`).exec(html)?.[1])
    const ofJunit = (verdict: Verdict) =>
      [...xml.matchAll(new RegExp(`name="totals\\.${verdict}" value="(\\d+)"`, 'g'))].reduce(
        (sum, match) => sum + Number(match[1]),
        0,
      )
    const words = { notApplicable: 'not applicable' } as Readonly<Partial<Record<Verdict, string>>>
    const ofTable = (verdict: Verdict) => Number(new RegExp(`(\\d+) ${words[verdict] ?? verdict}\\b`).exec(table)?.[1])
    for (const verdict of VERDICTS_FOR_READERS) {
      assert.ok(results.totals[verdict] > 0, `the sample has a case with the verdict ${verdict}`)
      assert.equal(ofHtml(verdict), results.totals[verdict])
      assert.equal(ofJunit(verdict), results.totals[verdict])
      assert.equal(ofTable(verdict), results.totals[verdict])
    }
    assert.match(html, new RegExp(`data-verdict-overall="${results.verdict}"`))
    assert.match(xml, new RegExp(`name="run.verdict" value="${results.verdict}"`))
    assert.match(table, new RegExp(`verdict: ${results.verdict.toUpperCase()}`))
  })
})
