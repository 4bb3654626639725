import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeAtomically } from '../reports/atomic-file.ts'
import { reportHtml } from '../reports/html/report-html.ts'
import { openReport, withoutBrowser } from '../reports/sample/browser-page.ts'
import { largeRun } from '../reports/sample/large-run.ts'
import { whole, type BenchRow } from './row.ts'

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`
const megabytes = (octets: number): string => `${(octets / 1e6).toFixed(1)} MB`

/** Writing `report.html`, and what a reader waits for: its first view, a filter, a case. */
const reportRow = (cases: number, rowsPerCase: number): BenchRow => ({
  name: `report.html of ${whole(cases)} cases of ${whole(rowsPerCase)} row${rowsPerCase === 1 ? '' : 's'}`,
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), 'report-bench-'))
    try {
      const { results, ladders, octets } = largeRun(cases, rowsPerCase)
      const file = join(folder, 'report.html')
      const [from, busy] = [performance.now(), process.cpuUsage()]
      await writeAtomically(file, reportHtml(results, ladders))
      const { user, system } = process.cpuUsage(busy)
      const written = `written in ${seconds(performance.now() - from)}, ${seconds((user + system) / 1000)} of processor`
      const sizes = `${megabytes(octets)} of messages in ${megabytes(statSync(file).size)}`
      return `${written} (${sizes}), ${withoutBrowser() || (await inBrowser(file, results.cases.at(-1)?.rows[0]?.id))}`
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

async function inBrowser(file: string, row = ''): Promise<string> {
  const { browser, page, faults } = await openReport(pathToFileURL(file), { width: 1280, height: 900 })
  try {
    const firstView = await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`)
    const ready = await page.evaluate(`performance.getEntriesByType('navigation')[0].domComplete`)
    const search = performance.now()
    await page.locator('[data-filters=cases] input').fill('big-77')
    await page.locator('[data-count-for=cases]', { hasText: /^\d{1,3} of/ }).waitFor()
    const filtered = performance.now()
    await page.evaluate(`location.hash = ${JSON.stringify(`${row}/m1`)}`)
    await page.locator(`[id="${row}/m1"] .decoded`).waitFor()
    const opened = performance.now()
    if (faults.length > 0) return `faulty: ${faults.join('; ')}`
    return (
      `first view after ${seconds(Number(firstView))}, ready after ${seconds(Number(ready))}, ` +
      `searched in ${seconds(filtered - search)}, message opened in ${seconds(opened - filtered)}`
    )
  } finally {
    await browser.close()
  }
}

export const reportRows: readonly BenchRow[] = [reportRow(10_000, 1), reportRow(100, 100)]
