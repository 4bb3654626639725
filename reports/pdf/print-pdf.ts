import { rename, rm } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import type { Results } from '../results.ts'
import { markup } from '../html/template.ts'
import { VERDICT_WORDS } from '../totals.ts'

/** Milliseconds that printing may take: some 10,000 cases on a slow machine. */
export const PRINT_WITHIN = 300_000

/** Chromium could not print; the message has its own words. */
export class PrintError extends Error {
  override readonly name = 'PrintError'
  readonly code = 'cannot-print'
}

export interface Printing {
  /** `report.html`, which is read and not altered. */
  readonly report: string
  readonly pdf: string
  readonly results: Pick<Results, 'run' | 'iwf' | 'verdict' | 'harness'>
  /** Path of the program. */
  readonly chromium: string
  /** Milliseconds. */
  readonly within?: number
}

/**
 * Prints `report.html` as PDF (A4, tagged, with an outline), with the cases opened that are not green; each page has the
 * implementation and the verdict above, and run, harness and page number below. Nothing is fetched from a network. The
 * file is written whole or not at all. Rejects with a {@link PrintError}.
 */
export async function printPdf({ report, pdf, results, chromium, within = PRINT_WITHIN }: Printing): Promise<void> {
  const { chromium: launcher } = await import('@playwright/test')
  const temporary = `${pdf}.${process.pid}.tmp`
  const late = new AbortController()
  try {
    const browser = await launcher.launch({ executablePath: chromium, args: [...QUIET], timeout: within })
    const bell = setTimeout(() => {
      late.abort()
      void browser.close()
    }, within)
    try {
      const page = await browser.newPage({ offline: true, colorScheme: 'light' })
      await page.goto(pathToFileURL(report).href, { timeout: within })
      // A report of an older harness has no such function, and is printed as it stands.
      await page.evaluate('globalThis.openForPaper?.()')
      await page.pdf({ ...SHEET, path: temporary, ...marginsOf(results) })
    } finally {
      clearTimeout(bell)
      await browser.close()
    }
    await rename(temporary, pdf)
  } catch (error) {
    await rm(temporary, { force: true })
    const why = late.signal.aborted ? `it had not printed after ${within / 1000} s` : firstLine(error)
    throw new PrintError(`${chromium} could not print ${report}: ${why}`, { cause: error })
  }
}

/** Without these Chromium asks its maker for updates and experiments. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const

const SHEET = {
  format: 'A4',
  printBackground: true,
  tagged: true,
  outline: true,
  displayHeaderFooter: true,
  margin: { top: '20mm', bottom: '18mm', left: '14mm', right: '14mm' },
} as const

/** What stands above and below each page. Chromium fills in the classes that it knows. */
function marginsOf({ run, iwf, verdict, harness }: Printing['results']) {
  const style = 'width:100%;margin:0 14mm;display:flex;justify-content:space-between;font:8px sans-serif;color:#444'
  const subject = `${iwf.name} ${iwf.version}`
  return {
    headerTemplate: markup`<div style="${style}"><span>IWF conformance report: ${subject}</span>
      <b>verdict: ${VERDICT_WORDS[verdict]}</b></div>`.text,
    footerTemplate: markup`<div style="${style}"><span>run ${run.id}, iwf-conformance ${harness.version}</span>
      <span>page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`.text,
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'for no reason that it gave'
