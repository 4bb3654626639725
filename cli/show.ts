import { runDirectly } from '../engine/front-end.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import type { CheckOutcome, RowOutcome } from '../judge/outcome.ts'
import { laddersOfRun } from '../reports/html/ladder-of-trace.ts'
import type { Ladder } from '../reports/html/ladder.ts'
import { terminalLadder } from '../reports/terminal-ladder.ts'
import { parseCommandLine, type Command } from './command.ts'
import { findRun } from './evidence.ts'
import { EXIT } from './exit-codes.ts'
import { configOption, knownCasesOfAnySubject } from './known-cases.ts'
import { judgeFolder } from './report-run.ts'

const help = `usage: iwf-conformance show CASE [--run RUN] [--config FILE]

Shows what a case of a run was for, its checks, its ladder, and the octets of every message that violates a check.
CASE may name a row: BLK-05/0110. RUN is a folder or the id of a run; default evidence/latest.

${configOption}
`

export const showCommand: Command = {
  name: 'show',
  summary: 'shows ladder, checks and offending octets of a case in the terminal',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('show', args, {
      run: { type: 'string' },
      config: { type: 'string' },
    })
    const [wanted, ...rest] = positionals
    if (wanted === undefined || rest.length > 0)
      throw new ConfigurationError('usage', 'show takes one case: iwf-conformance show CAP-04')
    const folder = findRun(values.run)
    runDirectly()
    const catalogue = await knownCasesOfAnySubject(values.config)
    const { view, outcome } = judgeFolder(folder, catalogue)
    const result = outcome.cases.find(({ id }) => wanted === id || wanted.startsWith(`${id}/`))
    const rows = result?.rows.filter(row => wanted === result.id || row.id === wanted) ?? []
    if (!result || rows.length === 0)
      throw new ConfigurationError(
        'unknown-case',
        `${folder} has no ${wanted}; it has: ${outcome.cases.map(({ id }) => id).join(', ')}`,
      )
    const ladders = laddersOfRun(view)
    const purpose = catalogue.find(({ id }) => id === result.id)?.purpose ?? ''
    terminal.out(`${result.id} ${result.title}\n${purpose}\n\nverdict: ${result.verdict}\n`)
    for (const remark of result.remarks) terminal.out(`remark: ${remark}\n`)
    for (const row of rows) terminal.out(rowText(row, ladders.get(row.execution)))
    return EXIT.passed
  },
}

function rowText(row: RowOutcome, ladder: Ladder | undefined): string {
  const offending = new Set(row.checks.flatMap(offenders))
  const lines = [`\n── ${row.id}: ${row.verdict} (${Math.round(row.durationMs)} ms)`]
  for (const remark of row.remarks) lines.push(`remark: ${remark}`)
  for (const check of row.checks) lines.push(checkText(check))
  if (ladder) {
    lines.push('', terminalLadder(ladder, offending))
    for (const message of ladder.messages.filter(({ id, aliases = [] }) =>
      [id, ...aliases].some(n => offending.has(n)),
    ))
      lines.push(`m${message.id}, offending octets on ${message.connection}:`, indented(message.octets))
  }
  return `${lines.join('\n')}\n`
}

const offenders = ({ evidence }: CheckOutcome): number[] =>
  evidence.flatMap(({ role, message }) => (role === 'offends' && message !== undefined ? [message] : []))

function checkText({ requirement, level, statement, outcome, matched, because, evidence }: CheckOutcome): string {
  const how = matched === undefined ? '' : ` (${matched})`
  const why = because === undefined ? '' : `: ${because}`
  const where = evidence
    .flatMap(({ role, message }) => (message === undefined ? [] : [`${role} m${message}`]))
    .join(', ')
  return `${outcome.padEnd(12)} ${requirement} ${level} ${statement}${how}${why}${where === '' ? '' : ` [${where}]`}`
}

/** Readable octets, line by line; anything that a terminal would obey is shown as a dot. */
const indented = (octets: Buffer): string =>
  octets
    .toString('utf8')
    .split(/\r?\n/)
    .map(line => `    ${line.replace(/[\p{Cc}\p{Cf}]/gu, '·')}`)
    .join('\n')
