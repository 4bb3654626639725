import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { installedProgram } from '../installed-program.ts'
import { MissingProgramError } from '../missing-program.ts'
import { sampleResults } from '../sample/sample-run.ts'
import { AllureError, buildAllureHtml, findJava } from './build-allure-html.ts'
import { ALLURE_FOLDER, writeAllure } from './write-allure.ts'

const java = installedProgram(['java'], process.env['PATH'])

describe('the Allure report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allure-html-'))
  after(() => rmSync(folder, { recursive: true }))
  const results = join(folder, ALLURE_FOLDER)
  const into = join(folder, 'html')
  writeAllure(folder, sampleResults())

  it(
    'counts what results.json counts, and calls nobody',
    { skip: java === undefined ? 'no Java here' : false },
    async () => {
      await buildAllureHtml(results, into, process.env)
      const { statistic } = JSON.parse(readFileSync(join(into, 'widgets', 'summary.json'), 'utf8')) as {
        statistic: unknown
      }
      const { totals } = sampleResults()
      assert.deepEqual(statistic, {
        passed: totals.pass + totals.warn,
        failed: totals.fail,
        unknown: totals.inconclusive,
        broken: totals.error,
        skipped: totals.notApplicable,
        total: sampleResults().cases.length,
      })
      assert.doesNotMatch(readFileSync(join(into, 'index.html'), 'utf8'), /google|gtag/i)
    },
  )

  it('asks for Java where there is none, and names a JAVA_HOME that is wrong', async () => {
    const missing = (message: RegExp) => (error: unknown) =>
      error instanceof MissingProgramError && message.test(error.message)
    await assert.rejects(buildAllureHtml(results, into, { PATH: folder }), missing(/apt-get install openjdk/))
    assert.throws(() => findJava({ JAVA_HOME: folder }), missing(/JAVA_HOME is .*, but there is no /))
  })

  it('is not silent about a Java that fails', async () => {
    const home = join(folder, 'broken')
    mkdirSync(join(home, 'bin'), { recursive: true })
    writeFileSync(join(home, 'bin', 'java'), '#!/bin/sh\necho out of memory >&2\nexit 1\n')
    chmodSync(join(home, 'bin', 'java'), 0o755)
    const environment = { PATH: process.env['PATH'], JAVA_HOME: home }
    await assert.rejects(buildAllureHtml(results, into, environment), (error: unknown) => {
      assert.ok(error instanceof AllureError)
      assert.equal(error.message, 'allure generate failed: out of memory')
      return true
    })
  })
})
