import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { installedProgram, isProgram } from '../installed-program.ts'
import { MissingProgramError } from '../missing-program.ts'

/** Milliseconds that `allure generate` may take: some 10,000 cases on a slow machine. */
export const BUILD_WITHIN = 300_000

/** `allure generate` failed, or made a report that would call somebody; the message says which. */
export class AllureError extends Error {
  override readonly name = 'AllureError'
  readonly code = 'allure-failed'
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Builds the Allure report of some results in the folder `into`, which is replaced, and makes sure that nothing in it
 * reports to anybody when it is opened. Rejects with a {@link MissingProgramError} that says what to install, or with
 * an {@link AllureError}.
 */
export async function buildAllureHtml(results: string, into: string, environment: Environment): Promise<void> {
  findJava(environment)
  const allure = allureProgram()
  try {
    await promisify(execFile)(process.execPath, [allure, 'generate', results, '--clean', '--output', into], {
      // By default it reports its use to its makers, and so does every report that it makes, when opened.
      env: { ...environment, ALLURE_NO_ANALYTICS: 'true' },
      timeout: BUILD_WITHIN,
    })
  } catch (error) {
    throw new AllureError(`allure generate failed: ${lastWords(error)}`, { cause: error })
  }
  const page = join(into, 'index.html')
  if (!existsSync(page)) throw new AllureError(`allure generate left no ${page}`)
  if (/https?:\/\/(?:www\.)?google/.test(readFileSync(page, 'utf8')))
    throw new AllureError(`${page} would report to Google when it is opened, although that was switched off`)
}

/** Of `JAVA_HOME`, else of the search path. Throws a {@link MissingProgramError}. */
export function findJava(environment: Environment): string {
  const { JAVA_HOME: home, PATH: searchPath } = environment
  if (home !== undefined && home !== '') {
    const java = join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java')
    if (isProgram(java)) return java
    throw new MissingProgramError(`JAVA_HOME is ${home}, but there is no ${java}: correct it or leave it unset`)
  }
  const java = installedProgram(['java'], searchPath)
  if (java !== undefined) return java
  throw new MissingProgramError(
    'the Allure report is built by a Java program, and there is no Java 8 or newer: install it (Debian: apt-get install ' +
      'openjdk-17-jre-headless) or set JAVA_HOME; report.html says the same and needs none of this',
  )
}

/** The script of the package `allure-commandline` that starts Java. */
function allureProgram(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('allure-commandline/package.json')), 'bin', 'allure')
  } catch {
    throw new MissingProgramError(
      'the Allure report is built by allure-commandline, which is not installed: npm install --save-dev allure-commandline',
    )
  }
}

function lastWords(error: unknown): string {
  const { stderr = '', stdout = '', message = String(error) } = error as Partial<Record<string, string>>
  const lines = `${stdout}\n${stderr}`.split('\n').filter(line => line.trim() !== '')
  return lines.at(-1) ?? message
}
