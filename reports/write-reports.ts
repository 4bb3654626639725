import { join } from 'node:path'
import { writeAllure } from './allure/write-allure.ts'
import { writeAtomically } from './atomic-file.ts'
import type { Ladders } from './html/ladder.ts'
import { reportHtml } from './html/report-html.ts'
import { writeJunit } from './junit.ts'
import { writeManifest } from './manifest.ts'
import type { Results } from './results.ts'
import { writeResults } from './write-results.ts'

export const REPORT_FILE = 'report.html'

/**
 * Writes every report of a run into its folder, each file whole or not at all: `results.json`, `junit.xml`,
 * `report.html`, `allure-results/`, and last `manifest.json` over all that is in the folder then (so traces and captures come first).
 * `ladders` are the messages of each execution; an execution without one is reported without its ladder. Throws an
 * `InvalidResultsError` before anything is written when the results are unsound.
 */
export async function writeReports(folder: string, results: Results, ladders: Ladders): Promise<void> {
  await writeResults(folder, results)
  await writeJunit(folder, results)
  await writeAtomically(join(folder, REPORT_FILE), reportHtml(results, ladders))
  writeAllure(folder, results)
  await writeManifest(folder)
}
