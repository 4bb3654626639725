import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { HarnessConfiguration } from '../engine/configuration.ts'
import { only, run, temporaryFolder } from './run-harness.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

/** Runs cases against a reference IWF that does not do all that is declared of it. */
async function runWith(ics: HarnessConfiguration['ics'], features: object, cases: readonly string[]) {
  const folder = temporaryFolder()
  const subject = { kind: 'embedded', configuration: { features } }
  const config = writeConfiguration(folder, {
    ...embedded,
    iwf: { ...embedded.iwf, subject },
    ics: { ...embedded.ics, ...ics },
  })
  const { results, stderr } = await run(['--config', config, ...only(cases)], {
    evidence: join(folder, 'evidence'),
  })
  assert.ok(results, stderr)
  return results
}

const verdicts = ({ cases }: Awaited<ReturnType<typeof runWith>>) =>
  Object.fromEntries(cases.flatMap(({ rows }) => rows.map(({ id, verdict }) => [id, verdict])))

describe('what the ICS allows an IWF to do, and the IWF does not', { concurrency: 1 }, () => {
  it('is no reason to leave a refusal undecided: 413 where division is declared (R-42, ICS-16)', async () => {
    const results = await runWith({ 'ICS-16': ['split'] }, { transcoding: [] }, ['CAP-07', 'SES-06'])
    const { 'CAP-07': whole, 'SES-06/size': inSession } = verdicts(results)
    assert.deepEqual({ whole, inSession }, { whole: 'pass', inSession: 'pass' })
    assert.deepEqual(
      results.contradictions.map(({ item, kind }) => ({ item, kind })),
      [{ item: 'ICS-16', kind: 'declared but refused' }],
    )
  })

  it('may be told in a report instead of a session for one large message (R-34, ICS-22)', async () => {
    const results = await runWith({ 'ICS-11': 'PAGER', 'ICS-22': true }, { largeMessages: false }, ['REV-04'])
    assert.deepEqual(verdicts(results), { 'REV-04': 'warn' })
    assert.match(String(results.cases[0]?.rows[0]?.remarks), /refused as too long/)
  })
})
