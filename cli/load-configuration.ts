import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configurationProblems } from '../engine/configuration-problems.ts'
import { checkConfiguration, ConfigurationError, type HarnessConfiguration } from '../engine/configuration.ts'
import { runDirectly } from '../engine/front-end.ts'
import { icsWithQuery } from '../fixtures/catalogue/dimensions.ts'
import { realPixit, type Pixit } from '../fixtures/catalogue/pixit.ts'

export interface LoadedConfiguration {
  readonly configuration: HarnessConfiguration
  /** Defaults with the configuration's own values. */
  readonly pixit: Pixit
  /** Folder of the configuration file: what its relative paths are relative to. */
  readonly base: string
}

/**
 * Reads and checks `harness.config.ts`, with a defect in its reference IWF if one is given. Throws {@link ConfigurationError} that
 * names the place and what to do.
 */
export async function loadConfiguration(
  path: string | undefined,
  { defect }: { readonly defect?: string | undefined } = {},
): Promise<LoadedConfiguration> {
  const file = resolve(path ?? 'harness.config.ts')
  if (!existsSync(file)) throw new ConfigurationError('no-configuration', `there is no ${file}: give one with --config`)
  runDirectly()
  const { configurationOf } = await import('../engine/define-harness.ts')
  let loaded: { default?: unknown }
  try {
    loaded = (await import(pathToFileURL(file).href)) as { default?: unknown }
  } catch (error) {
    throw new ConfigurationError(
      'unreadable-configuration',
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const value = configurationOf(loaded.default)
  if (value === undefined)
    throw new ConfigurationError('no-configuration', `${file}: its default export must be made by defineHarness({...})`)
  const configuration = withDefect(placed(checkConfiguration(value, file), dirname(file)), defect)
  const pixit = { ...realPixit, ...configuration.pixit }
  const problems = configurationProblems(configuration, pixit)
  if (problems.length > 0) throw new ConfigurationError('invalid-configuration', `${file}: ${problems.join('; ')}`)
  return { configuration, pixit, base: dirname(file) }
}

/** The same with the paths of its files made absolute, and the ICS as its dimensions want it. */
function placed(written: HarnessConfiguration, base: string): HarnessConfiguration {
  const ics = icsWithQuery(written.ics, written.dimensions?.query)
  const configuration = { ...written, ics, trust: (written.trust ?? []).map(file => resolve(base, file)) }
  const { iwf } = configuration
  if (iwf.subject.kind !== 'command') return configuration
  const cwd = resolve(base, iwf.subject.cwd ?? '.')
  return { ...configuration, iwf: { ...iwf, subject: { ...iwf.subject, cwd } } }
}

/** The same with a defect in its reference IWF. */
function withDefect(configuration: HarnessConfiguration, defect: string | undefined): HarnessConfiguration {
  if (defect === undefined) return configuration
  const { iwf } = configuration
  if (iwf.subject.kind !== 'embedded')
    throw new ConfigurationError('usage', '--defect needs the embedded reference IWF as subject')
  return { ...configuration, iwf: { ...iwf, subject: { ...iwf.subject, defect } } }
}
