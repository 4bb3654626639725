import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { MissingProgramError } from '../missing-program.ts'
import { CHROMIUM_VARIABLE, findChromium } from './find-chromium.ts'

describe('the Chromium that prints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'))
  after(() => rmSync(folder, { recursive: true }))
  const program = (...path: readonly string[]): string => {
    const file = join(folder, ...path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, '')
    chmodSync(file, 0o755)
    return file
  }
  const flagged = program('flag')
  const ofVariable = program('variable')
  const playwrights = program('playwright', 'chrome')
  const systems = program('bin', 'chromium')
  const nowhere = join(folder, 'nowhere')
  const PATH = [nowhere, join(folder, 'bin')].join(delimiter)

  it('is the one that was named, then that of the environment, then of Playwright, then of the system', () => {
    const environment = { PATH, [CHROMIUM_VARIABLE]: ofVariable }
    assert.equal(findChromium({ named: flagged, environment, playwrights }), flagged)
    assert.equal(findChromium({ environment, playwrights }), ofVariable)
    assert.equal(findChromium({ environment: { PATH }, playwrights }), playwrights)
    assert.equal(findChromium({ environment: { PATH }, playwrights: nowhere }), systems)
    assert.equal(findChromium({ environment: { PATH, [CHROMIUM_VARIABLE]: '' }, playwrights: nowhere }), systems)
  })

  it('is never another one than the one that was named', () => {
    const wrong = (message: RegExp) => (error: unknown) =>
      error instanceof MissingProgramError && message.test(error.message)
    assert.throws(
      () => findChromium({ named: nowhere, environment: { PATH }, playwrights }),
      wrong(/^--chromium names/),
    )
    assert.throws(
      () => findChromium({ named: '', environment: { PATH }, playwrights }),
      wrong(/^--chromium names nothing/),
    )
    assert.throws(
      () => findChromium({ environment: { PATH, [CHROMIUM_VARIABLE]: folder }, playwrights }),
      wrong(/^the variable IWF_CONFORMANCE_CHROMIUM names .* which is no program/),
    )
  })

  it('is asked for by what to install where there is none', () => {
    const none = { environment: { PATH: nowhere }, playwrights: nowhere }
    // A developer's machine may have one where no search path leads to.
    if (process.platform === 'linux')
      assert.throws(() => findChromium(none), /apt-get install chromium.*--chromium PATH/)
  })
})
