import type { AnyCase } from '../engine/case.ts'
import { loadCases } from '../engine/load-cases.ts'
import { loadConfiguration } from './load-configuration.ts'

/** For the help of commands that know cases without running them. */
export const configOption =
  '  --config FILE   configuration that names cases of your own; without it the built-in ones are known'

export interface KnownCases {
  readonly subject: 'iwf' | 'imps-server'
  readonly cases: readonly AnyCase[]
}

/** The built-in cases, and those of the configuration if one is given; for an IWF unless the configuration says otherwise. */
export async function knownCasesWithSubject(config: string | undefined): Promise<KnownCases> {
  if (config === undefined) return { subject: 'iwf', cases: await loadCases([], process.cwd()) }
  const { configuration, base } = await loadConfiguration(config)
  const { subject = 'iwf' } = configuration
  return { subject, cases: await loadCases(configuration.cases ?? [], base, subject) }
}

/** The same without the kind of subject. */
export const knownCases = async (config: string | undefined): Promise<readonly AnyCase[]> =>
  (await knownCasesWithSubject(config)).cases

/** The same, with the built-in cases for the other kinds of subject: for a log of which only its cases are known. */
export async function knownCasesOfAnySubject(config: string | undefined): Promise<readonly AnyCase[]> {
  if (config !== undefined) return knownCases(config)
  return [...(await loadCases([], process.cwd())), ...(await loadCases([], process.cwd(), 'imps-server'))]
}
