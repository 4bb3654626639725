import type { CheckOutcome, RowOutcome } from '../judge/outcome.ts'
import type { CaseResult } from './results.ts'
import { VERDICT_WORDS } from './totals.ts'

/** The check that decides why a row is not green, and the row that it belongs to. */
export interface Finding {
  readonly row: RowOutcome
  readonly check: CheckOutcome
}

/** Everything in a case that explains its verdict: violated checks first, musts before shoulds, then unobservable. */
export function findings(result: CaseResult): readonly Finding[] {
  const all = result.rows.flatMap(row => row.checks.map(check => ({ row, check })))
  return all.filter(({ check }) => weight(check) > 0).sort((a, b) => weight(b.check) - weight(a.check))
}

function weight(check: CheckOutcome): number {
  switch (check.outcome) {
    case 'violated':
      return check.level === 'must' ? 4 : 3
    case 'unobservable':
      return check.level === 'must' ? 2 : 1
    case 'satisfied':
    case 'irrelevant':
      return 0
  }
}

/**
 * One sentence on why the case is what it is: what its attempts together say (the implementation died, results differ),
 * else its first finding, or its first remark; empty when there is none.
 */
export function whyNotGreen(result: CaseResult): string {
  const repeated = result.rows.find(row => row.verdict === result.verdict && row.earlier !== undefined)
  if (repeated?.remarks[0] !== undefined) return `${repeated.id}: ${repeated.remarks[0]}`
  const first = findings(result)[0]
  if (first) {
    const where = first.row.id === result.id ? '' : `${first.row.id}: `
    return `${where}${inWords(first.check)}`
  }
  return result.remarks[0] ?? result.rows.flatMap(row => row.remarks)[0] ?? ''
}

/** `R-09 (must) no 2xx before the answer: 200 came 12 ms before it`. */
export function inWords({ requirement, level, statement, because }: CheckOutcome): string {
  return `${requirement} (${level}) ${statement}${because === undefined ? '' : `: ${because}`}`
}

/** All that explains the verdict of a case as plain text, one line each, with the messages that prove it. */
export function detailsOf(result: CaseResult): string {
  const lines = findings(result).map(({ row, check }) => {
    const messages = check.evidence.flatMap(({ role, message }) =>
      message === undefined ? [] : [`${role} m${message}`],
    )
    const where = messages.length > 0 ? ` [${messages.join(', ')}]` : ''
    return `${row.execution}: ${check.outcome}: ${inWords(check)}${where}`
  })
  const remarks = [...result.remarks, ...result.rows.flatMap(row => row.remarks.map(remark => `${row.id}: ${remark}`))]
  return [`verdict: ${VERDICT_WORDS[result.verdict]}`, ...lines, ...remarks, `trace: ${result.trace.file}`].join('\n')
}
