import type { AnyCase } from '../engine/case.ts'
import { loadCases } from '../engine/load-cases.ts'
import { loadConfiguration } from './load-configuration.ts'

/** For the help of commands that know cases without running them. */
export const configOption =
  '  --config FILE   configuration that names cases of your own; without it the built-in ones are known'

/** The built-in cases, and those of the configuration if one is given. */
export async function knownCases(config: string | undefined): Promise<readonly AnyCase[]> {
  if (config === undefined) return loadCases([], process.cwd())
  const { configuration, base } = await loadConfiguration(config)
  return loadCases(configuration.cases ?? [], base)
}
