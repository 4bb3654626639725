import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AnyCase } from '../engine/case.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import type { CaptureForm } from '../reports/captures/write-captures.ts'
import { MANIFEST_FILE, manifestDifferences } from '../reports/manifest.ts'
import type { Results } from '../reports/results.ts'
import { REPORT_FILE } from '../reports/write-reports.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import type { Terminal } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { makeOtherFolder, otherFolder } from './other-folder.ts'
import { PDF_FILE } from './print-report.ts'
import { judgeFolder, reportRun, resultsOfLog, RUN_TRACE, type JudgedLog } from './report-run.ts'
import { differencesBetween } from './result-differences.ts'
import { refuseSealed } from './sealed.ts'

/** How many differences are told one by one. */
const SHOWN = 20

/**
 * Judges the recording of a run and writes its reports: into its own folder when they say what the record says, or into
 * another one with a copy of the recording. Resolves to the exit code. Rejects with a {@link ConfigurationError} when
 * the run is sealed, or the other folder is in use or lies in that of the run.
 */
export async function writeReportsAgain(
  folder: string,
  catalogue: readonly AnyCase[],
  { into, captures }: { readonly into: string | undefined; readonly captures: CaptureForm | undefined },
  terminal: Terminal,
): Promise<number> {
  if (into === undefined) refuseSealed(folder)
  const target = into === undefined ? folder : newFolder(otherFolder(into, folder))
  // Told before it is read: an altered recording may be unreadable.
  const altered = await alteredRecording(folder)
  if (tellObjections(altered, into, terminal)) return EXIT.error
  const log = judgeFolder(folder, catalogue)
  if (tellObjections(changedVerdicts(folder, log, catalogue), into, terminal)) return EXIT.error
  if (target !== folder) copyRecording(folder, target)
  await reportRun(target, catalogue, log, captures)
  terminal.out(`${join(target, REPORT_FILE)}\n`)
  if (existsSync(join(target, PDF_FILE)))
    terminal.out(`${PDF_FILE} is that of the report before; print it again with --pdf\n`)
  return EXIT.passed
}

/** Returns whether they forbid to write: they do, unless it is to another folder. */
function tellObjections(objections: readonly string[], into: string | undefined, terminal: Terminal): boolean {
  for (const objection of objections.slice(0, SHOWN)) terminal.err(`${objection}\n`)
  if (objections.length > SHOWN) terminal.err(`and ${objections.length - SHOWN} more differences\n`)
  if (objections.length === 0 || into !== undefined) return false
  terminal.err('nothing was written: what is there would be lost; write elsewhere with --into DIR\n')
  return true
}

/** Everything but the recording is made from it, and can be made again; a recording that was altered is no recording. */
async function alteredRecording(folder: string): Promise<readonly string[]> {
  if (!existsSync(join(folder, MANIFEST_FILE))) return []
  const altered = (await manifestDifferences(folder)).find(({ path }) => path === RUN_TRACE)
  return altered ? [`${RUN_TRACE}: ${altered.what} since ${MANIFEST_FILE} was written`] : []
}

function changedVerdicts(folder: string, log: JudgedLog, catalogue: readonly AnyCase[]): readonly string[] {
  const path = join(folder, RESULTS_FILE)
  if (!existsSync(path)) return []
  const recorded = JSON.parse(readFileSync(path, 'utf8')) as Results
  const traces = new Map(recorded.cases.map(({ id, trace }) => [id, trace]))
  return differencesBetween(recorded, resultsOfLog(log, catalogue, traces))
}

function newFolder(path: string): string {
  if (existsSync(path) && readdirSync(path).length > 0)
    throw new ConfigurationError('folder-in-use', `${path} is not empty: give --into a new folder`)
  return path
}

function copyRecording(from: string, to: string): void {
  makeOtherFolder(dirname(join(to, RUN_TRACE)))
  copyFileSync(join(from, RUN_TRACE), join(to, RUN_TRACE))
}
