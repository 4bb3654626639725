import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { manifestDifferences, writeManifest } from '../reports/manifest.ts'
import { findChromium } from '../reports/pdf/find-chromium.ts'
import { printPdf } from '../reports/pdf/print-pdf.ts'
import type { Results } from '../reports/results.ts'
import { assertResults } from '../reports/validate-results.ts'
import { REPORT_FILE } from '../reports/write-reports.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import { makeOtherFolder, otherFolder } from './other-folder.ts'
import { refuseSealed } from './sealed.ts'

export const PDF_FILE = 'report.pdf'

export interface PrintOptions {
  /** Folder; default that of the run, whose manifest then lists the PDF. */
  readonly into: string | undefined
  /** Path of the Chromium that the user named. */
  readonly chromium: string | undefined
}

/**
 * Prints the `report.html` of a run; resolves to the path of the PDF. Rejects with a {@link ConfigurationError} when
 * there is no report, when the run is sealed, or when its folder is not as its manifest says: then a new manifest would
 * cover that up; with a `MissingProgramError` when the Chromium that was named, or any, is not there.
 */
export async function printReport(folder: string, { into, chromium: named }: PrintOptions): Promise<string> {
  const report = join(folder, REPORT_FILE)
  if (!existsSync(report) || !existsSync(join(folder, RESULTS_FILE)))
    throw new ConfigurationError(
      'no-report',
      `${folder} has no ${REPORT_FILE} with its ${RESULTS_FILE}: write them first with \`iwf-conformance report ${folder}\``,
    )
  // Takes a while to load, so only who prints does.
  const { chromium } = await import('@playwright/test')
  const program = findChromium({ named, environment: process.env, playwrights: chromium.executablePath() })
  const results: unknown = JSON.parse(readFileSync(join(folder, RESULTS_FILE), 'utf8'))
  assertResults(results)
  if (into !== undefined) return printInto(otherFolder(into, folder), { report, results, program })
  refuseSealed(folder)
  const altered = (await manifestDifferences(folder)).filter(({ path }) => path !== PDF_FILE)
  if (altered.length > 0)
    throw new ConfigurationError(
      'altered-evidence',
      `${folder} is not as its manifest says (${altered.map(({ path, what }) => `${path} ${what}`).join(', ')}): ` +
        'print elsewhere with --into DIR',
    )
  const pdf = await printInto(folder, { report, results, program })
  await writeManifest(folder)
  return pdf
}

async function printInto(
  folder: string,
  { report, results, program }: { readonly report: string; readonly results: Results; readonly program: string },
): Promise<string> {
  makeOtherFolder(folder)
  const pdf = join(folder, PDF_FILE)
  await printPdf({ report, pdf, results, chromium: program })
  return pdf
}
