import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ConfigurationError } from './configuration.ts'
import { groups, type AnyCase } from './case.ts'

const forServers = fileURLToPath(new URL('../suites/imps-server', import.meta.url))
const forIwfs = fileURLToPath(new URL('../suites', import.meta.url))

/**
 * All cases for a kind of subject, in the order of the catalogue: the built-in ones and those below the given paths. Each `*.case.ts` (or `.js`) file exports its
 * case by default. Throws {@link ConfigurationError} for a path that does not exist, a file without a case, an id used
 * twice, and a case that contradicts itself.
 */
export async function loadCases(
  morePaths: readonly string[],
  base: string,
  subject: 'iwf' | 'imps-server' = 'iwf',
): Promise<readonly AnyCase[]> {
  const builtIn = subject === 'imps-server' ? forServers : forIwfs
  const files = [builtIn, ...morePaths.map(path => resolve(base, path))].flatMap(caseFiles)
  const byId = new Map<string, string>()
  const cases: AnyCase[] = []
  for (const file of files) {
    const definition = ((await import(pathToFileURL(file).href)) as { default?: AnyCase }).default
    if (definition?.id === undefined)
      throw new ConfigurationError('no-case', `${file} has no case: export one by default, made by defineCase()`)
    const other = byId.get(definition.id)
    if (other !== undefined)
      throw new ConfigurationError('duplicate-case', `${definition.id} is defined in ${other} and in ${file}`)
    byId.set(definition.id, file)
    checkCase(definition, file)
    if ((definition.subject ?? 'iwf') === subject) cases.push(definition)
  }
  return cases.sort(
    (one, other) => groups.indexOf(one.group) - groups.indexOf(other.group) || (one.id < other.id ? -1 : 1),
  )
}

function caseFiles(path: string): string[] {
  if (!existsSync(path)) throw new ConfigurationError('no-cases-there', `no cases at ${path}: it does not exist`)
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.case\.[jt]s$/.test(name))
    .sort()
    .map(name => join(path, name))
}

/** What the compiler cannot see. A case that could pass without having checked anything must not load. */
function checkCase(definition: AnyCase, file: string): void {
  const wrong = (what: string) => new ConfigurationError('bad-case', `${definition.id} (${file}): ${what}`)
  if (definition.checks.length === 0) throw wrong('it has no check')
  if (definition.rows !== undefined && Object.keys(definition.rows).length === 0) throw wrong('its rows are empty')
  const stray = Object.keys(definition.rowNeeds ?? {}).find(row => definition.rows?.[row] === undefined)
  if (stray !== undefined) throw wrong(`it has no row ${stray} that could need anything`)
  if (definition.class === 'mandatory' && definition.checks.every(check => check.level === 'should'))
    throw wrong('it is mandatory, but none of its checks is a must')
  if (definition.ladder.trim() === '' || definition.purpose.trim() === '') throw wrong('it lacks a ladder or a purpose')
  if (definition.catches.length === 0) throw wrong('it names no defect that it catches')
  if (!/^[A-Z]+-\d\d$/.test(definition.id)) throw wrong('its id is not like CAP-04')
}
