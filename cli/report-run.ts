import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import type { AnyCase } from '../engine/case.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { judgeView } from '../judge/judge-run.ts'
import type { RunOutcome } from '../judge/outcome.ts'
import { viewRun, type RunView } from '../judge/run-view.ts'
import { writeCaptures, type CaptureForm } from '../reports/captures/write-captures.ts'
import { laddersOfRun } from '../reports/html/ladder-of-trace.ts'
import type { Results } from '../reports/results.ts'
import { writeReports } from '../reports/write-reports.ts'
import { eventsByCase } from '../trace/export.ts'
import type { TraceEvent } from '../trace/events.ts'
import { readTrace } from '../trace/reader.ts'
import { writeCaseTraces, type TraceFile } from './case-traces.ts'
import { judgedCases } from './catalogue.ts'
import { resultsOf } from './results-of.ts'

export const RUN_TRACE = 'traces/run.jsonl'

/** A log, read and judged. */
export interface JudgedLog {
  readonly events: readonly TraceEvent[]
  readonly view: RunView
  readonly outcome: RunOutcome
}

/**
 * Judges the log of a run folder. Throws a `TraceError` when it cannot be read, a {@link ConfigurationError}
 * (`unknown-case`) when it has cases that the catalogue lacks. Writes nothing.
 */
export function judgeFolder(folder: string, catalogue: readonly AnyCase[]): JudgedLog {
  const events = [...readTrace(join(folder, RUN_TRACE))]
  const view = viewRun(events)
  const known = new Set(catalogue.map(({ id }) => id))
  const unknown = view.run.selected.filter(id => !known.has(id))
  if (unknown.length > 0)
    throw new ConfigurationError(
      'unknown-case',
      `${folder} has cases that are not built in: ${unknown.join(', ')}; name the configuration with --config`,
    )
  const { subject = 'iwf' } = view.run
  const forSubject = catalogue.filter(definition => (definition.subject ?? 'iwf') === subject)
  return { events, view, outcome: judgeView(view, judgedCases(forSubject), { requirements }) }
}

/** The results of a judged log. `traces` are the exports of its cases. */
export function resultsOfLog(
  { events, view, outcome }: JudgedLog,
  catalogue: readonly AnyCase[],
  traces: ReadonlyMap<string, TraceFile>,
): Results {
  const last = events.at(-1)
  const { run, resumptions } = view
  const end = last?.type === 'run.end' ? last : undefined
  return resultsOf({ run, end, resumptions, outcome, catalogue, traces })
}

/** Judges the log of a run folder, unless that is done, and writes its captures and all its reports. */
export async function reportRun(
  folder: string,
  catalogue: readonly AnyCase[],
  log: JudgedLog = judgeFolder(folder, catalogue),
  captures: CaptureForm = 'ip',
): Promise<Results> {
  const traces = writeCaseTraces(folder, eventsByCase(log.events, log.view.attribution))
  writeFileSync(join(folder, 'iwf.log'), log.view.iwf.map(({ what, text }) => `${what}: ${text}\n`).join(''))
  const results = resultsOfLog(log, catalogue, traces)
  writeCaptures(folder, log, captures)
  await writeReports(folder, results, laddersOfRun(log.view))
  return results
}
