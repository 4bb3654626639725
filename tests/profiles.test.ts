import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from './run-harness.ts'

/**
 * The plain profile is the main job. That of large messages differs from it in how messages get to SIMPLE users, so that
 * only those cases are run.
 */
const PROFILES: Readonly<Record<string, readonly string[]>> = {
  permissive: [],
  'pager-only': [],
  'large-messages': ['--group', 'imps-to-simple'],
}

describe('the reference IWF in its other profiles', { concurrency: 1 }, () => {
  for (const [profile, selection] of Object.entries(PROFILES))
    it(`${profile} passes whatever applies, or warns for what it declares`, async () => {
      const config = fileURLToPath(new URL(`profiles/${profile}.config.ts`, import.meta.url))
      const { exitCode, results, stdout, stderr } = await run(['--config', config, ...selection])
      assert.ok(results, stderr)
      const { fail, error, inconclusive, pass } = results.totals
      assert.deepEqual({ fail, error, inconclusive }, { fail: 0, error: 0, inconclusive: 0 }, stdout)
      assert.ok(pass > 0)
      const remarkless = results.cases.filter(({ verdict, remarks }) => verdict === 'warn' && remarks.length === 0)
      assert.deepEqual(
        remarkless.map(({ id }) => id),
        [],
      )
      assert.deepEqual(
        results.rules.filter(({ outcome }) => outcome === 'violated').map(({ id }) => id),
        [],
        stdout,
      )
      assert.equal(exitCode, 0)
    })
})
