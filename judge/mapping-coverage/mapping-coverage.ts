import { PREFLIGHT } from '../../trace/execution.ts'
import type { MappingCoverage } from '../outcome.ts'
import type { RunView } from '../run-view.ts'
import { traceOf } from '../trace-view.ts'
import { addressTables } from './address-coverage.ts'
import { capabilityTable } from './capability-coverage.ts'
import type { CoverageTable } from './coverage-table.ts'
import { localEventTables } from './local-event-coverage.ts'
import { reportTables } from './report-coverage.ts'
import { statusTables } from './status-coverage.ts'

/** The mapping tables whose coverage is told, in the order of the reports. */
export const coverageTables: readonly CoverageTable[] = [
  capabilityTable,
  ...addressTables,
  ...reportTables,
  ...statusTables,
  ...localEventTables,
]

/** A reader needs some executions of each row, not all. */
const MOST_EXECUTIONS = 5

/**
 * Which rows of the mapping tables a run exercised, in each direction: what the row maps was sent by a peer, and the
 * implementation acted on it, rightly or not. Read from the octets alone, whichever case caused them.
 */
export function mappingCoverage(view: RunView): readonly MappingCoverage[] {
  const found = coverageTables.map(() => new Map<string, string[]>())
  for (const execution of view.attribution.executions) {
    if (execution.begin.case === PREFLIGHT || view.isProbe(execution)) continue
    const trace = traceOf(view, execution)
    for (const [index, table] of coverageTables.entries())
      for (const row of new Set(table.exercisedIn(trace))) {
        const executions = found[index]?.get(row)
        if (executions) executions.push(execution.id)
        else found[index]?.set(row, [execution.id])
      }
  }
  return coverageTables.map(({ id, clause, title, direction, rows }, index) => {
    const told = rows.map(row => {
      const executions = found[index]?.get(row.id) ?? []
      return { ...row, count: executions.length, executions: executions.slice(0, MOST_EXECUTIONS) }
    })
    return { id, clause, title, direction, exercised: told.filter(({ count }) => count > 0).length, rows: told }
  })
}
