import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { directKey } from './front-end.ts'
import type { HarnessConfiguration } from './configuration.ts'

// Under Playwright every case file is to become a test; in our own programs a case is data and Playwright is not loaded.
if (!(globalThis as Record<symbol, unknown>)[directKey]) await import('./playwright/register.ts')

const marker = Symbol.for('iwf-conformance.configuration')

/**
 * Declares what is under test and how: the default export of `harness.config.ts`. The same object is a Playwright
 * configuration, so that editors and `playwright test -c harness.config.ts` work too.
 */
export function defineHarness(configuration: HarnessConfiguration): object {
  const own = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const playwright = {
    // Playwright takes a relative folder from the configuration file, as we do.
    projects: [builtInTests(configuration, own), ...(configuration.cases ?? []).map(path => testsIn(path, path))],
    // Bounds are the engine's: Playwright reports a synchronous loop that passes its time-out as passed.
    timeout: 0,
    retries: 0,
    workers: 1,
    globalSetup: own('./playwright/global-setup.ts'),
    reporter: [[own('./playwright/reporter.ts')], ['dot']],
  }
  Object.defineProperty(playwright, marker, { value: configuration })
  return playwright
}

/** The built-in cases for the kind of subject that is configured. */
const builtInTests = ({ subject = 'iwf' }: HarnessConfiguration, own: (path: string) => string): object =>
  subject === 'imps-server'
    ? testsIn(own('../suites/imps-server'))
    : { ...testsIn(own('../suites')), testIgnore: '**/suites/imps-server/**' }

/** The Playwright project of a folder with cases, or of one case file. */
function testsIn(path: string, name = ''): object {
  const isFile = /\.[jt]s$/.test(path)
  return {
    name,
    testDir: isFile ? dirname(path) : path,
    testMatch: isFile ? basename(path) : '**/*.case.{js,ts}',
  }
}

/** What `defineHarness` was given, or undefined for any other value. */
export function configurationOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<symbol, unknown>)[marker] : undefined
}
