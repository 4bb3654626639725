/**
 * Prints figures of this machine; asserts nothing. `npm run bench [word …]` measures those whose name contains a word.
 * Figures of one process are of one core; a busy machine gives other ones, so measure on a quiet one.
 */
import { judgeEventsRow } from './judge-events-row.ts'
import { messageParsingRows } from './message-parsing.ts'
import { conformanceRow } from './conformance-run.ts'
import { reportRows } from './report-writing.ts'
import { sipCallRows } from './sip-call-rows.ts'
import type { BenchRow } from './row.ts'

const rows: readonly BenchRow[] = [...sipCallRows, ...messageParsingRows, judgeEventsRow, ...reportRows, conformanceRow]
const words = process.argv.slice(2).map(word => word.toLowerCase())
const selected = rows.filter(({ name }) => words.length === 0 || words.some(word => name.toLowerCase().includes(word)))

if (selected.length === 0) {
  process.stderr.write(`nothing is called so; there are:\n${rows.map(({ name }) => `  ${name}\n`).join('')}`)
  process.exitCode = 4
}
for (const row of selected) {
  process.stdout.write(`${row.name.padEnd(64)} `)
  process.stdout.write(`${await row.measure()}\n`)
}
