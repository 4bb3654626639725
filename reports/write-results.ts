import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import type { Results } from './results.ts'
import { assertResults, resultsSchema, type JsonSchema } from './validate-results.ts'

export const RESULTS_FILE = 'results.json'

/**
 * Writes `results.json` into `folder`, atomically. Throws an `InvalidResultsError` and writes nothing when the results
 * break the published schema or contradict themselves.
 */
export async function writeResults(folder: string, results: Results): Promise<void> {
  await writeAtomically(join(folder, RESULTS_FILE), serialiseResults(results))
}

/** `results.json` as text: equal results give equal octets, whatever order their keys were set in. */
export function serialiseResults(results: Results): string {
  assertResults(results)
  return `${JSON.stringify(inOrder(results, resultsSchema), undefined, 2)}\n`
}

/** Keys in the order of the schema, so that the file reads well; those that the schema leaves open by code point. */
function inOrder(value: unknown, schema: JsonSchema | undefined): unknown {
  const described = resolve(schema)
  if (Array.isArray(value)) return value.map(item => inOrder(item, described?.items || undefined))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Readonly<Record<string, unknown>>
  const known = Object.keys(described?.properties ?? {}).filter(key => Object.hasOwn(fields, key))
  const open = Object.keys(fields)
    .filter(key => !known.includes(key))
    .sort()
  return Object.fromEntries([...known, ...open].map(key => [key, inOrder(fields[key], described?.properties?.[key])]))
}

function resolve(schema: JsonSchema | undefined): JsonSchema | undefined {
  if (schema?.$ref === undefined) return schema
  return resultsSchema.$defs?.[schema.$ref.slice('#/$defs/'.length)]
}
