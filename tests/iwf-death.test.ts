import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { only, run } from './run-harness.ts'

const config = fileURLToPath(new URL('subjects/dies-at-an-invite.config.ts', import.meta.url))

/** Two cases that begin with one INVITE each, and one that needs none. */
const CASES = ['CAP-01', 'CAP-04', 'CAP-13'] as const

async function dyingAt(invite: number) {
  const outcome = await run(['--config', config, ...only(CASES)], {
    environment: { DIES_AT_INVITE: String(invite) },
  })
  assert.ok(outcome.results, outcome.stderr)
  assert.ok(outcome.results.run.complete)
  const alive = outcome.results.rules.find(({ id }) => id === 'IWF-ALIVE')
  assert.equal(alive?.outcome, 'violated')
  const cases = new Map(outcome.results.cases.map(result => [result.id, result]))
  return { ...outcome, cases, verdictOf: (id: string) => cases.get(id)?.verdict }
}

describe('an IWF that dies', { concurrency: 2 }, () => {
  it('again and again: the cases that kill it fail, and the run comes to its end', async () => {
    const { cases, verdictOf, exitCode, stdout } = await dyingAt(1)
    for (const id of ['CAP-01', 'CAP-04']) {
      assert.equal(verdictOf(id), 'fail')
      assert.match(cases.get(id)?.remarks.join() ?? '', /the implementation died, and again when the row ran alone/)
      assert.equal(cases.get(id)?.rows[0]?.earlier?.length, 1)
    }
    assert.notEqual(verdictOf('CAP-13'), 'fail')
    assert.equal(exitCode, 1)
    assert.match(stdout, /CAP-01: the implementation died, and again when the row ran alone/)
  })

  it('once: nobody can be blamed, so those in flight are inconclusive and the run is red all the same', async () => {
    const { verdictOf, exitCode } = await dyingAt(2)
    for (const id of ['CAP-01', 'CAP-04']) assert.equal(verdictOf(id), 'inconclusive')
    assert.equal(exitCode, 1)
  })
})
