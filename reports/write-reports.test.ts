import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Verdict } from '../judge/outcome.ts'
import type { AllureResult, AllureStatus } from './allure/allure-result.ts'
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
  /** As a reader of Allure's files counts: by status, and warnings among the passed by their label. */
  const allureTotals = async () => {
    const names = (await readdir(join(folder, 'allure-results'))).filter(name => name.endsWith('-result.json'))
    const all = await Promise.all(
      names.map(async name => JSON.parse(await read(`allure-results/${name}`)) as AllureResult),
    )
    const warned = all.filter(({ labels }) => labels.some(({ name, value }) => name === 'tag' && value === 'warn'))
    const count = (status: AllureStatus) => all.filter(result => result.status === status).length
    return new Map<Verdict, number>([
      ['pass', count('passed') - warned.length],
      ['warn', warned.length],
      ['fail', count('failed')],
      ['inconclusive', count('unknown')],
      ['error', count('broken')],
      ['notApplicable', count('skipped')],
    ])
  }
  const read = (name: string) => readFile(join(folder, name), 'utf8')

  it('writes every report, and a manifest that covers them', async () => {
    const names = (await readdir(folder)).sort()
    assert.deepEqual(names, ['allure-results', 'junit.xml', 'manifest.json', 'report.html', 'results.json'])
    assert.deepEqual(await manifestDifferences(folder), [])
    const { files } = JSON.parse(await read('manifest.json')) as { files: readonly { path: string }[] }
    assert.deepEqual(
      files.map(({ path }) => path).filter(path => !path.startsWith('allure-results/')),
      ['junit.xml', 'report.html', 'results.json'],
    )
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
    const ofAllure = await allureTotals()
    const words = { notApplicable: 'not applicable' } as Readonly<Partial<Record<Verdict, string>>>
    const ofTable = (verdict: Verdict) => Number(new RegExp(`(\\d+) ${words[verdict] ?? verdict}\\b`).exec(table)?.[1])
    for (const verdict of VERDICTS_FOR_READERS) {
      assert.ok(results.totals[verdict] > 0, `the sample has a case with the verdict ${verdict}`)
      assert.equal(ofHtml(verdict), results.totals[verdict])
      assert.equal(ofJunit(verdict), results.totals[verdict])
      assert.equal(ofTable(verdict), results.totals[verdict])
      assert.equal(ofAllure.get(verdict), results.totals[verdict])
    }
    assert.match(html, new RegExp(`data-verdict-overall="${results.verdict}"`))
    assert.match(xml, new RegExp(`name="run.verdict" value="${results.verdict}"`))
    assert.match(await read('allure-results/environment.properties'), new RegExp(`^verdict=${results.verdict}$`, 'm'))
    assert.match(table, new RegExp(`verdict: ${results.verdict.toUpperCase()}`))
  })
})
