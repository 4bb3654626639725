import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defects } from '../fixtures/catalogue/defects.ts'
import { serverDefects } from '../fixtures/catalogue/server-defects.ts'
import { defectNames } from '../reference-iwf/load-defect.ts'
import { serverDefects as shown } from '../simulators/imps/program/server-defects.ts'
import { commandLineHere, runHere, temporaryFolder } from './run-harness.ts'
import { writeConfiguration } from './write-configuration.ts'

const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id)
const serverConfig = 'tests/profiles/imps-server.config.ts'

describe('the defects of each kind of subject', () => {
  it('include whatever the embedded one shows; the embedded server shows all', () => {
    const known = new Set<string>(ids(defects))
    assert.deepEqual(
      defectNames().filter(name => !known.has(name)),
      [],
    )
    assert.deepEqual(shown, ids(serverDefects))
  })

  for (const { of, config, own } of [
    { of: 'an IWF', config: [], own: ids(defects) },
    { of: 'an IMPS server', config: ['--config', serverConfig], own: ids(serverDefects) },
  ])
    it(`are listed for ${of} without those of others`, async () => {
      const { stdout, stderr } = await commandLineHere(['list', '--json', ...config])
      assert.equal(stderr, '')
      const listed = JSON.parse(stdout) as { readonly defects: readonly { readonly id: string }[] }
      assert.deepEqual(ids(listed.defects), own)
    })

  for (const { of, config, foreign } of [
    { of: 'an IWF', config: writeConfiguration(temporaryFolder()), foreign: 'server-leaks-lists' },
    { of: 'an IMPS server', config: serverConfig, foreign: 'loses-to-tag' },
  ])
    it(`of others are refused for ${of}, with those there are`, async () => {
      const { exitCode, stderr } = await runHere(['--config', config, '--defect', foreign])
      assert.equal(exitCode, 4)
      assert.match(stderr, new RegExp(`there is no defect "${foreign}" of ${of}; there are: \\S+, `))
    })
})
