import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from './run-harness.ts'

/** The groups whose cases depend on what the IWF learns from the IMPS server before it answers. */
const GROUPS = ['capability', 'blocklist', 'unknown-users']

it('the reference IWF passes where presence is what tells capabilities', async () => {
  const config = fileURLToPath(new URL('profiles/presence.config.ts', import.meta.url))
  const groups = GROUPS.flatMap(group => ['--group', group])
  const { exitCode, results, stdout, stderr } = await run(['--config', config, ...groups])
  assert.ok(results, stderr)
  const { pass, warn, notApplicable } = results.totals
  assert.equal(exitCode, 0, stdout)
  assert.equal(pass + warn + notApplicable, results.cases.length, stdout)
  assert.ok(pass > notApplicable + warn)
  assert.equal(results.binding, 'presence')
})
