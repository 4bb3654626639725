import { realPixit, type Pixit } from '../fixtures/catalogue/pixit.ts'
import { excludedBy, excludedByPixit, rowExcludedBy } from '../judge/applicability.ts'
import { ConfigurationError, type HarnessConfiguration } from './configuration.ts'
import type { AnyCase, Isolation } from './case.ts'
import { needsOf } from './needs.ts'
import type { RunOptions } from './run-options.ts'
import type { RunDomains } from './world.ts'

/** One attempt at one row of a case, before it runs. */
export interface PlannedExecution {
  /** `BLK-05/0110`, with `#2` for a second attempt. */
  readonly id: string
  readonly definition: AnyCase
  readonly rowId: string | undefined
  readonly row: unknown
  readonly attempt: number
}

export interface Selection {
  readonly ids?: readonly string[]
  readonly groups?: readonly string[]
  /** Case-insensitive text that id and title are searched for. */
  readonly grep?: string
}

/**
 * The cases that a selection names, in catalogue order. Throws {@link ConfigurationError}: `unknown-case` and
 * `unknown-group` with what there is, `empty-selection` when nothing is left.
 */
export function selectCases(catalogue: readonly AnyCase[], selection: Selection): readonly AnyCase[] {
  const ids = new Set(catalogue.map(definition => definition.id))
  for (const id of selection.ids ?? [])
    if (!ids.has(id)) throw new ConfigurationError('unknown-case', `there is no case ${id}${nearest(id, [...ids])}`)
  const groups = new Set<string>(catalogue.map(definition => definition.group))
  for (const group of selection.groups ?? [])
    if (!groups.has(group))
      throw new ConfigurationError('unknown-group', `there is no group ${group}; there are: ${[...groups].join(', ')}`)
  const grep = selection.grep?.toLowerCase()
  const selected = catalogue.filter(
    definition =>
      (selection.ids === undefined || selection.ids.includes(definition.id)) &&
      (selection.groups === undefined || selection.groups.includes(definition.group)) &&
      (grep === undefined || `${definition.id} ${definition.title}`.toLowerCase().includes(grep)),
  )
  if (selected.length === 0)
    throw new ConfigurationError('empty-selection', 'nothing is selected: no case matches; see `iwf-conformance list`')
  return selected
}

function nearest(id: string, ids: readonly string[]): string {
  const group = id.split('-')[0]?.toUpperCase()
  const similar = ids.filter(other => other.startsWith(`${group ?? ''}-`))
  return `; there are: ${(similar.length > 0 ? similar : ids).join(', ')}`
}

/** The rows of a case that apply under ICS, PIXIT and statements, first attempt; none where the case itself does not apply. */
export function executionsOf(
  definition: AnyCase,
  ics: HarnessConfiguration['ics'],
  pixit: Pixit = realPixit,
  statements: HarnessConfiguration['statements'] = {},
): readonly PlannedExecution[] {
  if (
    excludedBy({ ...definition, needs: needsOf(definition) }, ics) !== undefined ||
    excludedByPixit(definition, pixit, statements) !== undefined
  )
    return []
  return rowsOf(definition).filter(
    ({ rowId }) => rowId === undefined || rowExcludedBy(definition, rowId, ics) === undefined,
  )
}

/** The rows of a case that apply in a run. */
export const executionsIn = (
  { ics, pixit, configuration }: Pick<RunOptions, 'ics' | 'pixit' | 'configuration'>,
  definition: AnyCase,
): readonly PlannedExecution[] => executionsOf(definition, ics, pixit, configuration.statements)

/** Every row of a case, whether it applies or not, first attempt. */
function rowsOf(definition: AnyCase): readonly PlannedExecution[] {
  const attempt = 1
  if (definition.rows === undefined)
    return [{ id: definition.id, definition, rowId: undefined, row: undefined, attempt }]
  return Object.entries(definition.rows).map(([rowId, row]) => {
    const id = `${definition.id}/${rowId}`
    return { id, definition, rowId, row, attempt }
  })
}

/** The rows of a case that the ICS excludes: what a probe of undeclared features runs. */
export function excludedExecutionsOf(
  definition: AnyCase,
  ics: HarnessConfiguration['ics'],
): readonly PlannedExecution[] {
  const rows = rowsOf(definition)
  if (excludedBy({ ...definition, needs: needsOf(definition) }, ics) !== undefined) return rows
  return rows.filter(({ rowId }) => rowId !== undefined && rowExcludedBy(definition, rowId, ics) !== undefined)
}

/** The same row once more. */
export const nextAttempt = (execution: PlannedExecution): PlannedExecution => {
  const attempt = execution.attempt + 1
  return { ...execution, attempt, id: `${rowIdOf(execution)}#${attempt}` }
}

/**
 * The order in which executions begin side by side: those that wait longest first, since the run lasts until the last of
 * them ends (Graham's LPT rule); the others, and equals, as in the catalogue. Before all go `ahead` of those that wait
 * for no timer: what begins first is held up by code that has not run before, which is no time to measure any. The PIXIT
 * alone decides, so that the order is the same in every run with it. Reports keep to the catalogue's order.
 */
export function longestFirst(
  executions: readonly PlannedExecution[],
  pixit: Pixit,
  ahead = 0,
): readonly PlannedExecution[] {
  const wait = ({ definition, row }: PlannedExecution): number => definition.lasts?.(pixit, row) ?? 0
  const first = executions.filter(planned => wait(planned) === 0).slice(0, ahead)
  const others = executions.filter(planned => !first.includes(planned))
  return [...first, ...others.toSorted((one, other) => wait(other) - wait(one))]
}

/** Where the users are unless the configuration says otherwise. */
export const defaultDomains = { sip: 'sip.example', imps: ['imps.example', 'other.example'] } as const

/** What an execution has for itself. */
export function isolationOf({ definition, row }: Pick<PlannedExecution, 'definition' | 'row'>): Isolation {
  const { isolation = 'users' } = definition
  return typeof isolation === 'function' ? isolation(row) : isolation
}

/** The id of an execution without the number of its attempt. */
export const rowIdOf = ({ id }: Pick<PlannedExecution, 'id'>): string => id.split('#')[0] ?? id

/** The IMPS domains of a run over these executions. */
export function domainsFor(
  executions: readonly PlannedExecution[],
  base: { readonly sip: string; readonly imps: readonly [string, string] },
): RunDomains {
  const [first, second] = base.imps
  const own = executions
    .filter(planned => isolationOf(planned) !== 'users')
    .map(planned => [rowIdOf(planned), `${labelOf(rowIdOf(planned))}.${first}`] as const)
  return { sip: base.sip, first, second, own: new Map(own) }
}

/** An id as a label of a domain name: letters, digits and hyphens (RFC 1035 §2.3.1). */
const labelOf = (id: string): string => id.toLowerCase().replace(/[^a-z0-9]+/g, '-')
