import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { Results } from './results.ts'
import { disagreements } from './results-agree.ts'

/** Where the published JSON Schema of `results.json` (draft 2020-12) lies. */
export const RESULTS_SCHEMA_FILE = join(import.meta.dirname, 'results.schema.json')

/** A JSON Schema as far as this folder walks one. */
export interface JsonSchema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema | false
}

/** The published schema itself. */
export const resultsSchema = JSON.parse(readFileSync(RESULTS_SCHEMA_FILE, 'utf8')) as JsonSchema

/** One thing that is wrong with a results document. */
export interface ResultsProblem {
  /** JSON Pointer into the document; empty for the document itself. */
  readonly path: string
  /** What is wrong there and what is allowed. */
  readonly message: string
}

/** A results document that breaks its schema or contradicts itself. Nothing was written. */
export class InvalidResultsError extends Error {
  override readonly name = 'InvalidResultsError'
  readonly code = 'results-invalid'
  readonly problems: readonly ResultsProblem[]
  constructor(problems: readonly ResultsProblem[]) {
    const shown = problems.slice(0, 10).map(problem => `  ${problem.path || '/'}: ${problem.message}`)
    const more = problems.length > shown.length ? [`  and ${problems.length - shown.length} more`] : []
    super(['results.json would be wrong; this is a fault of the harness:', ...shown, ...more].join('\n'))
    this.problems = problems
  }
}

const validate = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  resultsSchema,
)

/**
 * Everything that is wrong with `document` as `results.json`: first against the schema; when that is met, whether its
 * parts agree (totals with cases, references with what they name, the overall verdict with the worst of its parts).
 */
export function resultsProblems(document: unknown): readonly ResultsProblem[] {
  if (!validate(document)) return (validate.errors ?? []).filter(isTelling).map(inWords)
  return disagreements(document as Results)
}

/** Throws an {@link InvalidResultsError} unless `document` is a sound `results.json`. */
export function assertResults(document: unknown): asserts document is Results {
  const problems = resultsProblems(document)
  if (problems.length > 0) throw new InvalidResultsError(problems)
}

/** Branches of `if` and `oneOf` are reported by what failed inside them. */
const isTelling = (error: ErrorObject): boolean => error.keyword !== 'if'

function inWords({ instancePath, keyword, params, message }: ErrorObject): ResultsProblem {
  const details = params as Readonly<Record<string, unknown>>
  switch (keyword) {
    case 'additionalProperties':
      return { path: instancePath, message: `has a field that the schema does not know: ${quoted(details)}` }
    case 'enum':
      return { path: instancePath, message: `must be one of ${JSON.stringify(details['allowedValues'])}` }
    case 'const':
      return { path: instancePath, message: `must be ${JSON.stringify(details['allowedValue'])}` }
    default:
      return { path: instancePath, message: message ?? keyword }
  }
}

const quoted = (details: Readonly<Record<string, unknown>>): string => JSON.stringify(details['additionalProperty'])
