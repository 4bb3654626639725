import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDirectly } from '../engine/front-end.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import type { Results } from '../reports/results.ts'
import { summary } from '../reports/summary.ts'
import { parseCommandLine, type Command } from './command.ts'
import { findRun } from './evidence.ts'
import { EXIT, exitCodeFor } from './exit-codes.ts'
import { configOption, knownCasesOfAnySubject } from './known-cases.ts'
import { judgeFolder, resultsOfLog } from './report-run.ts'
import { differencesBetween } from './result-differences.ts'

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
    else {
      const report = join(folder, 'report.html')
      terminal.out(summary(results, { colour: terminal.isTerminal, report: existsSync(report) ? report : undefined }))
    }
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
