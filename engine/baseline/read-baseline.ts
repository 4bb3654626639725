import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { alwaysOnRules } from '../../judge/rules/index.ts'
import type { AcceptedDeviation, Baseline } from '../../trace/baseline.ts'
import type { AnyCase } from '../case.ts'
import { ConfigurationError } from '../configuration.ts'

/** Where the published JSON Schema of baseline files (draft 2020-12) lies. */
export const BASELINE_SCHEMA_FILE = join(import.meta.dirname, 'baseline.schema.json')

/** An entry as the file has it: exactly one of case, row and rule. */
interface Entry {
  readonly case?: string
  readonly row?: string
  readonly rule?: string
  readonly verdict?: AcceptedDeviation['verdict']
  readonly owner: string
  readonly reason: string
  readonly expires: string
}

const validate = new Ajv2020({ allErrors: false, strictRequired: false }).compile<{
  readonly accepted: readonly Entry[]
}>(JSON.parse(readFileSync(BASELINE_SCHEMA_FILE, 'utf8')) as object)

/**
 * Reads a file of accepted deviations. Throws {@link ConfigurationError} (`unreadable-baseline`, `invalid-baseline`)
 * that names the file, the entry and what is allowed; an id that the catalogue lacks is an error too, since an
 * acceptance that can never apply is one that nobody looks after.
 */
export function readBaseline(path: string, catalogue: readonly AnyCase[]): Baseline {
  const octets = octetsOf(path)
  const invalid = (what: string) => new ConfigurationError('invalid-baseline', `${path}: ${what}`)
  let document: unknown
  try {
    document = JSON.parse(octets.toString('utf8'))
  } catch (error) {
    throw invalid(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!validate(document)) throw invalid(explain(validate.errors?.[0]))
  const accepted = document.accepted.map((entry, index): AcceptedDeviation => {
    const wrong = (what: string) => invalid(`accepted[${index}] ${what}`)
    const { owner, reason, expires } = entry
    const [target, ...more] = targetsOf(entry)
    if (!target || more.length > 0) throw wrong('must name one of case, row and rule, and only one')
    if (target.kind === 'rule' && entry.verdict !== undefined) throw wrong('is of a rule, which has no verdict')
    if (!isDay(expires)) throw wrong(`expires on ${expires}, which is no day of the calendar`)
    const problem = unknownTarget(target, catalogue)
    if (problem !== undefined) throw wrong(problem)
    return { ...target, verdict: entry.verdict ?? 'fail', owner, reason, expires }
  })
  const twice = accepted.find((one, index) => accepted.findIndex(other => sameTarget(one, other)) < index)
  if (twice) throw invalid(`accepts ${twice.kind} ${twice.id} twice: leave one entry`)
  return { file: basename(path), sha256: createHash('sha256').update(octets).digest('hex'), accepted }
}

type Target = Pick<AcceptedDeviation, 'kind' | 'id'>

const sameTarget = (one: Target, other: Target): boolean => one.kind === other.kind && one.id === other.id

function octetsOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError('unreadable-baseline', `the baseline ${path} cannot be read: ${why}`)
  }
}

const targetsOf = (entry: Entry): readonly Target[] =>
  (['case', 'row', 'rule'] as const).flatMap(kind => {
    const id = entry[kind]
    return id === undefined ? [] : [{ kind, id }]
  })

function unknownTarget({ kind, id }: Target, catalogue: readonly AnyCase[]): string | undefined {
  switch (kind) {
    case 'case':
      return catalogue.some(each => each.id === id)
        ? undefined
        : `names the case ${id}, which there is not; see \`iwf-conformance list\``
    case 'row':
      return unknownRow(id, catalogue)
    case 'rule':
      return alwaysOnRules.some(rule => rule.id === id)
        ? undefined
        : `names the rule ${id}, which there is not; results.json lists all rules`
  }
}

function unknownRow(id: string, catalogue: readonly AnyCase[]): string | undefined {
  const [caseId = '', ...rest] = id.split('/')
  const definition = catalogue.find(each => each.id === caseId)
  if (!definition) return `names a row of the case ${caseId}, which there is not; see \`iwf-conformance list\``
  const rows = Object.keys(definition.rows ?? {})
  if (rows.includes(rest.join('/'))) return undefined
  return rows.length === 0
    ? `names the row ${id}, but ${caseId} has no rows: name it as case`
    : `names the row ${id}, but the rows of ${caseId} are: ${rows.map(row => `${caseId}/${row}`).join(', ')}`
}

/** `2026-02-30` has the form of a day and is none. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function explain(error: ErrorObject | undefined): string {
  if (!error) return 'is invalid'
  const place =
    error.instancePath === ''
      ? 'it'
      : error.instancePath
          .slice(1)
          .replace(/^accepted\/(\d+)/, 'accepted[$1]')
          .replaceAll('/', '.')
  const params = error.params as Readonly<Record<string, unknown>>
  switch (error.keyword) {
    case 'additionalProperties':
      return `${place} has an unknown key "${String(params['additionalProperty'])}"`
    case 'required':
      return `${place} lacks "${String(params['missingProperty'])}"`
    case 'enum':
      return `${place} must be one of ${(params['allowedValues'] as readonly unknown[]).map(String).join(', ')}`
    case 'const':
      return `${place} must be ${JSON.stringify(params['allowedValue'])}`
    case 'pattern':
      return place.endsWith('expires') ? `${place} must be a day such as 2026-12-31` : `${place} must not be empty`
    default:
      return `${place} ${error.message ?? 'is invalid'}`
  }
}
