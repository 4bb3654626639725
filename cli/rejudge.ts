import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDirectly } from '../engine/front-end.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import type { EvidenceFinding } from '../reports/sealing/check-sealed-folder.ts'
import type { Results } from '../reports/results.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import { eventsByCase } from '../trace/export.ts'
import { TraceError } from '../trace/trace-error.ts'
import { NotJudgeable } from '../judge/not-judgeable.ts'
import { caseTraceTexts } from './case-traces.ts'
import { harnessVersion } from './harness-version.ts'
import { knownCasesOfAnySubject } from './known-cases.ts'
import { judgeFolder, resultsOfLog, RUN_TRACE } from './report-run.ts'
import { differencesBetween, differingPlaces } from './result-differences.ts'

export interface Rejudged {
  /** What is otherwise than the log says. */
  readonly findings: readonly EvidenceFinding[]
  /** Why another verdict need not mean that the record was changed; undefined when this is the harness that made it. */
  readonly anotherHarness?: string
  /** Why the log could not be judged here, though nothing may be wrong with it. */
  readonly notHere?: string
}

/**
 * Computes all results of a run again from its log, and compares them with `recorded`: verdicts first, then every
 * field; the exports of the cases as well. `config` names cases of one's own. Writes nothing.
 */
export async function rejudge(folder: string, recorded: Results, config: string | undefined): Promise<Rejudged> {
  runDirectly()
  const catalogue = await knownCasesOfAnySubject(config)
  const anotherHarness = otherHarness(recorded.harness)
  const about = anotherHarness === undefined ? {} : { anotherHarness }
  let log
  try {
    log = judgeFolder(folder, catalogue)
  } catch (error) {
    if (error instanceof ConfigurationError) return { findings: [], ...about, notHere: error.message }
    if (error instanceof TraceError || error instanceof NotJudgeable)
      return { findings: [{ file: RUN_TRACE, what: `cannot be judged: ${error.message}` }], ...about }
    throw error
  }
  const traces = new Map(recorded.cases.map(({ id, trace }) => [id, trace]))
  const computed = resultsOfLog(log, catalogue, traces)
  const verdicts = differencesBetween(recorded, computed)
  const differences = verdicts.length > 0 ? verdicts : differingPlaces(recorded, computed)
  const exports = [...caseTraceTexts(eventsByCase(log.events, log.view.attribution))].flatMap(([file, text]) =>
    isSame(join(folder, file), text) ? [] : [{ file, what: `is not the part of ${RUN_TRACE} that it should be` }],
  )
  return {
    findings: [...differences.map(what => ({ file: RESULTS_FILE, what })), ...exports],
    ...about,
  }
}

function isSame(path: string, text: string): boolean {
  try {
    return readFileSync(path).equals(Buffer.from(text))
  } catch {
    return false
  }
}

/** Another version or commit may judge otherwise, e.g. because a check was mended. */
function otherHarness({ version, commit }: Results['harness']): string | undefined {
  const own = harnessVersion()
  if (own.version === version && own.commit === commit) return undefined
  return `the run was recorded by harness ${version} (${commit}), this one is ${own.version} (${own.commit})`
}
