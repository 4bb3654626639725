import { readFileSync, renameSync, existsSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { RunEvent } from '../trace/events.ts'
import { readTrace } from '../trace/reader.ts'
import type { ContinuedLog, RunFacts } from '../trace/writer.ts'
import { ConfigurationError } from './configuration.ts'
import { rowIdOf, type PlannedExecution } from './plan.ts'

/** A run that was killed or interrupted, as its log tells. */
export interface UnfinishedRun {
  readonly run: RunEvent
  /** Number of the last whole event, and how many connections there were. */
  readonly last: number
  readonly connections: number
  /** Nanoseconds since the start of the run of its last event. */
  readonly lasted: number
  /** How often it was taken up again already. */
  readonly resumptions: number
  /** Octets of the log up to the end of its last whole line. */
  readonly wholeOctets: number
  /** Octets of the log when it was read. */
  readonly octets: number
  /** What had been written of a line that was cut off. */
  readonly cut: string
  /** Rows whose last attempt ended, by their ids. */
  readonly ended: ReadonlySet<string>
  /** How many attempts at a row were begun, by its id. */
  readonly attempts: ReadonlyMap<string, number>
}

/**
 * Reads the log of a run that is to be finished. Throws {@link ConfigurationError} (`run-complete`) when nothing of it
 * is left to run, a `TraceError` when the log cannot be read.
 */
export function readUnfinishedRun(log: string): UnfinishedRun {
  const ended = new Set<string>()
  const attempts = new Map<string, number>()
  let run: RunEvent | undefined
  let [last, lasted, connections, resumptions, complete] = [0, 0, 0, 0, false]
  for (const event of readTrace(log)) {
    last = event.seq
    lasted = event.t
    complete = event.type === 'run.end' && event.complete
    if (event.type === 'run') run = event
    else if (event.type === 'open') connections++
    else if (event.type === 'resume') resumptions++
    else if (event.type === 'case.begin') {
      const row = rowIdOf({ id: event.execution })
      attempts.set(row, Math.max(event.attempt, attempts.get(row) ?? 0))
      ended.delete(row)
    } else if (event.type === 'case.end') ended.add(rowIdOf({ id: event.execution }))
  }
  if (!run) throw new ConfigurationError('run-unreadable', `${log} has no run record: there is nothing to go on with`)
  if (complete)
    throw new ConfigurationError(
      'run-complete',
      `the run ${run.id} is complete: nothing of it is left to run; reports that it lacks are written by \`iwf-conformance report\``,
    )
  const octets = readFileSync(log)
  const wholeOctets = octets.lastIndexOf(0x0a) + 1
  const cut = octets.subarray(wholeOctets).toString('utf8')
  return { run, last, lasted, connections, resumptions, ended, attempts, wholeOctets, octets: octets.length, cut }
}

/** What must be the same for two parts to be one run. Ids, times and the number of cases side by side may differ. */
const SAME: readonly (keyof RunFacts)[] = [
  'harness',
  'subject',
  'iwf',
  'subjectDefinition',
  'ics',
  'pixit',
  'statements',
  'dimensions',
  'binding',
  'domains',
  'timeScale',
  'selected',
  'partial',
  'probes',
  'baseline',
]

/** Throws {@link ConfigurationError} (`resume-differs`) that names what is not as it was when the run began. */
export function refuseOtherRun({ run }: UnfinishedRun, now: RunFacts): void {
  const written = JSON.parse(JSON.stringify(now)) as RunFacts
  // Logs of before there was a definition say nothing about it.
  const fields = SAME.filter(field => field !== 'subjectDefinition' || run.subjectDefinition !== undefined)
  const differing = fields.filter(field => !isDeepStrictEqual(run[field], written[field]))
  if (differing.length > 0)
    throw new ConfigurationError(
      'resume-differs',
      `the run ${run.id} cannot be finished: not as it was when it began: ${differing.map(field => `${field} (was ${brief(run[field])}, is ${brief(written[field])})`).join('; ')}. ` +
        'Take the configuration, the subject with its --defect, and the harness that it began with, or run anew',
    )
}

const brief = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/**
 * Makes a log ready to be gone on with: a line that was cut off is taken off, and goes into the record of the
 * resumption. What the subject was started with moves to `subject.1`, `subject.2`, …: it will be started anew. Throws
 * {@link ConfigurationError} (`run-under-way`), and changes nothing, when the log is not as it was read.
 */
export function takeUp(folder: string, log: string, unfinished: UnfinishedRun, now: Date): ContinuedLog {
  const { run, last, lasted, connections, resumptions, wholeOctets, cut } = unfinished
  if (statSync(log).size !== unfinished.octets)
    throw new ConfigurationError('run-under-way', `the run ${run.id} went on meanwhile: let it end, then resume it`)
  truncateSync(log, wholeOctets)
  const subject = join(folder, 'subject')
  if (existsSync(subject)) renameSync(subject, `${subject}.${resumptions + 1}`)
  return {
    last,
    connections,
    // The clock on the wall may have been set back meanwhile; that of a run only goes on.
    began: Math.max(lasted + 1, (now.getTime() - Date.parse(run.startedAt)) * 1e6),
    resumption: { resumedAt: now.toISOString(), ...(cut === '' ? {} : { cut }) },
  }
}

/** What of some executions is still to run; those that were cut off run once more, under their next number. */
export function leftToRun(
  unfinished: UnfinishedRun | undefined,
  planned: readonly PlannedExecution[],
): readonly PlannedExecution[] {
  if (!unfinished) return planned
  const { ended, attempts } = unfinished
  return planned
    .filter(({ id }) => !ended.has(id))
    .map(execution => {
      const begun = attempts.get(execution.id) ?? 0
      return begun === 0 ? execution : { ...execution, attempt: begun + 1, id: `${execution.id}#${begun + 1}` }
    })
}
