import type { AnyCase } from '../../engine/case.ts'
import { needsOf } from '../../engine/needs.ts'
import { findAmbiguity } from '../../fixtures/catalogue/ambiguities.ts'
import { icsItems, type IcsClaim } from '../../fixtures/catalogue/ics.ts'
import { serverIcsItems } from '../../fixtures/catalogue/server-ics.ts'
import { findRequirement } from '../../fixtures/catalogue/requirements.ts'
import { requirementsOf } from '../../judge/judged-case.ts'
import type { Check } from '../../judge/vocabulary/check.ts'
import { preconditions } from '../preconditions.ts'
import { bullets, diagram } from './markdown.ts'

/** More rows than this are named by their first and last. */
const ROWS_NAMED = 24

/** The printed sheet of one case: what an auditor reads to know what a verdict of it means. */
export function caseSheet(definition: AnyCase): string {
  const { id, title, purpose, ladder, given, checks, catches } = definition
  const musts = checks.filter(({ level }) => level === 'must')
  const shoulds = checks.filter(({ level }) => level === 'should')
  return [
    `### ${id}: ${title}`,
    purpose,
    bullets([
      `**Class:** ${definition.class}`,
      `**Reference:** catalogue §12, ${id}; ${requirementsOf(checks).map(reference).join('; ')}`,
      ...ambiguitiesOf(definition),
      `**ICS condition:** ${condition(definition)}`,
      ...(definition.provided ? [`**PIXIT condition:** ${definition.provided.that}`] : []),
      `**Preconditions:** ${preconditions[given]}${isolation(definition)}`,
      ...rowsOf(definition),
      `**Catches:** ${catches.map(name => `\`${name}\``).join(', ')}`,
    ]),
    '**Procedure**',
    diagram(ladder),
    '**Pass**, when all of these hold:',
    bullets(musts.map(statement)),
    shoulds.length > 0 ? `**Warning**, when one of these does not hold:\n\n${bullets(shoulds.map(statement))}` : '',
    failure(definition),
    '**Inconclusive**, when the peers could not bring about the situation (the script stalled), when one of the ' +
      'statements above could not be observed, or when the clock lagged more than the tolerance of a timing check.',
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

const statement = ({ requirement, statement: says }: Pick<Check, 'requirement' | 'statement'>): string =>
  `${says} (${requirement})`

const failure = ({ class: severity, group }: AnyCase): string =>
  severity === 'should'
    ? '**Fail:** never; a statement of *pass* that does not hold is a warning.'
    : `**Fail**, when one of the statements of *pass* does not hold, or the ${group === 'imps-server' ? 'server' : 'IWF'} dies of it.`

function reference(id: string): string {
  const requirement = findRequirement(id)
  return requirement === undefined ? id : `${id} (${requirement.source})`
}

function ambiguitiesOf({ ambiguities = [] }: AnyCase): string[] {
  if (ambiguities.length === 0) return []
  const named = ambiguities.map(id => `${id} (${findAmbiguity(id)?.question ?? ''})`)
  return [`**Leans on:** ${named.join('; ')}`]
}

const features = new Map<string, string>([...icsItems, ...serverIcsItems].map(({ id, feature }) => [id, feature]))

const item = (claim: IcsClaim): string => `${claim} (${features.get(claim.split('=')[0] ?? '') ?? ''})`

/** `ICS-03 and ICS-04, or ICS-05`; session mode is a condition of every case that begins in a session. */
function condition(definition: AnyCase): string {
  const session: readonly IcsClaim[] = needsOf(definition).includes('msrp') ? ['ICS-01'] : []
  const sets = (definition.when ?? [[]]).map(all => [...new Set([...session, ...all])].map(item).join(' and '))
  return sets.every(set => set === '') ? 'none' : sets.join(', or ')
}

function isolation({ isolation: kind = 'users' }: AnyCase): string {
  if (typeof kind === 'function') return ' Some rows have an IMPS domain of their own, or run alone.'
  switch (kind) {
    case 'users':
      return ''
    case 'domain':
      return ' The case has an IMPS domain of its own.'
    case 'alone':
      return ' Nothing else runs meanwhile.'
  }
}

function rowsOf({ rows, rowNeeds = {} }: AnyCase): string[] {
  if (rows === undefined) return []
  const names = Object.keys(rows).map(name => `\`${name}\``)
  const byCondition = new Map<string, string[]>()
  for (const [row, items] of Object.entries(rowNeeds)) {
    const condition = items.map(item).join(' and ')
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), `\`${row}\``])
  }
  const needs = [...byCondition].map(([condition, names]) => `${brief(names)} with ${condition}`)
  return [`**Rows:** ${brief(names)}`, ...(needs.length > 0 ? [`**Rows with a condition:** ${needs.join('; ')}`] : [])]
}

const brief = (names: readonly string[]): string =>
  names.length <= ROWS_NAMED ? names.join(', ') : `${names.length}, from ${names[0] ?? ''} to ${names.at(-1) ?? ''}`
