import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { runDirectly } from '../engine/front-end.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import type { Results } from '../reports/results.ts'
import { summary } from '../reports/summary.ts'
import { parseCommandLine, type Command } from './command.ts'
import { findRun } from './evidence.ts'
import { EXIT, exitCodeFor } from './exit-codes.ts'
import { configOption, knownCasesOfAnySubject } from './known-cases.ts'
import { judgeFolder, resultsOfLog } from './report-run.ts'

const help = `usage: iwf-conformance judge [RUN] [--json] [--config FILE]

Computes every verdict of a run again from its recording alone: no IWF, no network, no clock. RUN is a folder or the id
of a run; default evidence/latest. Where results.json is there, every verdict must equal the recorded one.

  --json          prints the verdicts as JSON
${configOption}

Exit codes: that of the verdict; 3 when a verdict differs from the record.
`

export const judgeCommand: Command = {
  name: 'judge',
  summary: 'computes every verdict of a run again from its recording alone',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('judge', args, {
      json: { type: 'boolean' },
      config: { type: 'string' },
    })
    const folder = findRun(positionals[0])
    runDirectly()
    const catalogue = await knownCasesOfAnySubject(values.config)
    const recorded = readRecorded(folder)
    const traces = new Map(recorded?.cases.map(({ id, trace }) => [id, trace]))
    const results = resultsOfLog(judgeFolder(folder, catalogue), catalogue, traces)
    if (values.json) terminal.out(`${JSON.stringify(results, null, 2)}\n`)
    else terminal.out(summary(results, { colour: terminal.isTerminal, report: join(folder, 'report.html') }))
    const differences = recorded ? differencesBetween(recorded, results) : []
    for (const difference of differences) terminal.err(`${difference}\n`)
    if (differences.length > 0) return EXIT.error
    if (recorded && !values.json) terminal.out('every verdict equals the recorded one\n')
    return exitCodeFor(results.verdict)
  },
}

function readRecorded(folder: string): Results | undefined {
  const path = join(folder, RESULTS_FILE)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Results) : undefined
}

/** What differs between two results of the same run, a line each. */
function differencesBetween(recorded: Results, computed: Results): string[] {
  const lines: string[] = []
  const compare = (what: string, was: unknown, is: unknown) => {
    // The record has been through a file, where fields stand in another order and undefined ones are left out.
    if (!isDeepStrictEqual(was, asWritten(is))) lines.push(`${what}: recorded ${brief(was)}, computed ${brief(is)}`)
  }
  compare('overall verdict', recorded.verdict, computed.verdict)
  compare('totals', recorded.totals, computed.totals)
  const now = new Map(computed.cases.map(result => [result.id, result]))
  for (const was of recorded.cases) {
    const is = now.get(was.id)
    compare(was.id, was.verdict, is?.verdict)
    for (const row of was.rows) {
      const same = is?.rows.find(other => other.id === row.id)
      compare(row.id, row.verdict, same?.verdict)
      if (same && row.verdict === same.verdict) compare(`checks of ${row.id}`, row.checks, same.checks)
    }
  }
  const rules = new Map(computed.rules.map(rule => [rule.id, rule]))
  for (const was of recorded.rules) compare(`rule ${was.id}`, was.outcome, rules.get(was.id)?.outcome)
  compare('contradictions of the ICS', recorded.contradictions, computed.contradictions)
  compare('coverage of the mappings', recorded.coverage, computed.coverage)
  return lines
}

const asWritten = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)

const brief = (value: unknown): string => {
  const text = typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
