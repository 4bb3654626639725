import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { buildAllureHtml } from '../reports/allure/build-allure-html.ts'
import { ALLURE_FOLDER } from '../reports/allure/write-allure.ts'
import { otherFolder } from './other-folder.ts'

/** Outside of the evidence: it says nothing that is not in the run's folder already. */
export const ALLURE_REPORT = 'allure-report'

/**
 * Builds the Allure report of a run; resolves to its folder. Rejects with a {@link ConfigurationError} when the run has
 * no results for Allure, or when the folder holds something else than an Allure report, since it is replaced.
 */
export async function buildAllureReport(folder: string, into: string): Promise<string> {
  const results = join(folder, ALLURE_FOLDER)
  if (!existsSync(results))
    throw new ConfigurationError(
      'no-report',
      `${folder} has no ${ALLURE_FOLDER}: write it first with \`iwf-conformance report ${folder}\``,
    )
  const target = otherFolder(into, folder)
  const there = existsSync(target) ? readdirSync(target) : []
  if (there.length > 0 && !(there.includes('index.html') && there.includes('widgets')))
    throw new ConfigurationError(
      'folder-in-use',
      `${target} holds no Allure report, and would be replaced: choose another`,
    )
  await buildAllureHtml(results, target, process.env)
  return target
}
