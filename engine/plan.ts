import { excludedBy, rowExcludedBy } from '../judge/applicability.ts'
import { ConfigurationError, type HarnessConfiguration } from './configuration.ts'
import type { AnyCase } from './case.ts'
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

/** The rows of a case that apply under the ICS, first attempt; none where the case itself does not apply. */
export function executionsOf(definition: AnyCase, ics: HarnessConfiguration['ics']): readonly PlannedExecution[] {
  if (excludedBy(definition, ics) !== undefined) return []
  if (definition.rows === undefined)
    return [{ id: definition.id, definition, rowId: undefined, row: undefined, attempt: 1 }]
  const rows = Object.entries(definition.rows).filter(([row]) => rowExcludedBy(definition, row, ics) === undefined)
  return rows.map(([rowId, row]) => ({
    id: `${definition.id}/${rowId}`,
    definition,
    rowId,
    row,
    attempt: 1,
  }))
}

/** The same row once more. */
export const nextAttempt = (execution: PlannedExecution): PlannedExecution => {
  const attempt = execution.attempt + 1
  return { ...execution, attempt, id: `${execution.id.split('#')[0] ?? execution.id}#${attempt}` }
}

/** Where the users are unless the configuration says otherwise. */
export const defaultDomains = { sip: 'sip.example', imps: ['imps.example', 'other.example'] } as const

/** The IMPS domains of a run over these cases. */
export function domainsFor(
  cases: readonly AnyCase[],
  base: { readonly sip: string; readonly imps: readonly [string, string] },
): RunDomains {
  const [first, second] = base.imps
  const own = cases
    .filter(definition => definition.isolation === 'domain')
    .map(({ id }) => [id, `${id.toLowerCase()}.${first}`] as const)
  return { sip: base.sip, first, second, own: new Map(own) }
}
