import type { Execution } from '../trace/execution.ts'
import { excludedBy, excludedByPixit, rowExcludedBy } from './applicability.ts'
import { mergeAttempts, type Attempt, type DeathRecord } from './attempts.ts'
import { requirementsOf, type JudgedCase } from './judged-case.ts'
import type { CaseOutcome, RowOutcome } from './outcome.ts'
import { rowOutcome } from './row-outcome.ts'
import type { RunView } from './run-view.ts'
import { caseVerdict, type Strictness } from './verdict.ts'

/** Judges one case: excluded by the ICS, blocked by the preflight, or by its rows. */
export function caseOutcome(
  judged: JudgedCase,
  view: RunView,
  executions: readonly Execution[],
  deaths: DeathRecord,
  strictness: Strictness,
): CaseOutcome {
  const { id, title, group } = judged
  const base = { id, title, group, class: judged.class, requirements: requirementsOf(judged.checks) }
  const probes = executions
    .filter(execution => view.isProbe(execution))
    .map(execution => rowOutcome(judged, execution, view, strictness))
  const told = probes.length > 0 ? { probes } : {}
  const withoutRows = (verdict: CaseOutcome['verdict'], remark: string): CaseOutcome => ({
    ...base,
    verdict,
    remarks: [remark],
    rows: [],
    ...told,
    durationMs: 0,
  })
  const item = excludedBy(judged, view.run.ics)
  if (item !== undefined) return withoutRows('notApplicable', `${item} is not claimed`)
  const unmet = excludedByPixit(judged, view.run.pixit, view.run.statements)
  if (unmet !== undefined) return withoutRows('notApplicable', `the PIXIT does not say that ${unmet}`)
  const blocked = blockedBy(judged, view)
  if (executions.length === 0 && blocked !== undefined) return withoutRows('inconclusive', blocked)

  const attempts = new Map<string, [Attempt, ...Attempt[]]>()
  for (const execution of executions) {
    if (view.isProbe(execution)) continue
    const attempt: Attempt = { execution, outcome: rowOutcome(judged, execution, view, strictness) }
    const others = attempts.get(attempt.outcome.id)
    if (others) others.push(attempt)
    else attempts.set(attempt.outcome.id, [attempt])
  }
  const left = rowsOf(judged).flatMap(row => {
    const missing = rowExcludedBy(judged, row, view.run.ics)
    return missing === undefined ? [] : [{ row, remark: `row ${row} does not apply: ${missing} is not claimed` }]
  })
  if (left.length > 0 && left.length === rowsOf(judged).length)
    return withoutRows('notApplicable', left.map(({ remark }) => remark).join('; '))
  const rows = rowIds(
    judged,
    left.map(({ row }) => row),
  ).map((row): RowOutcome => {
    const made = attempts.get(row)
    return made ? mergeAttempts(made, deaths) : notRun(row, view)
  })
  return {
    ...base,
    verdict: caseVerdict(rows),
    remarks: [...new Set([...left.map(({ remark }) => remark), ...rows.flatMap(({ remarks }) => remarks)])],
    rows,
    ...told,
    durationMs: rows.reduce((sum, { durationMs }) => sum + durationMs, 0),
  }
}

const rowsOf = ({ rows = {} }: JudgedCase): string[] => Object.keys(rows)

const rowIds = (judged: JudgedCase, without: readonly string[]): string[] =>
  judged.rows === undefined
    ? [judged.id]
    : rowsOf(judged).flatMap(row => (without.includes(row) ? [] : [`${judged.id}/${row}`]))

function blockedBy({ needs = [] }: JudgedCase, { preflight }: RunView): string | undefined {
  const missed = preflight.find(({ need, met }) => !met && needs.includes(need))
  return missed && `blocked: the preflight found no ${missed.need}: ${missed.because}`
}

const notRun = (id: string, { complete }: RunView): RowOutcome => ({
  id,
  execution: id,
  verdict: 'inconclusive',
  remarks: [complete ? 'the row was never begun' : 'the run ended before the row was begun'],
  checks: [],
  startedAt: 0,
  durationMs: 0,
})
