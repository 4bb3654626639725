import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exitCodeFor } from '../cli/exit-codes.ts'
import { matchIn } from '../fixtures/expectations/expectation-set.ts'
import { impsStatus } from '../fixtures/mappings/imps-status.ts'
import { resultsProblems } from '../reports/validate-results.ts'
import type { Results } from '../reports/results.ts'
import { only, run, runsIn, type HarnessRun } from './run-harness.ts'

/** What a run against an IWF that does nothing of what is asked may take. */
const AT_MOST = 180_000

const against = (subject: string, cases: readonly string[] = []): Promise<HarnessRun> =>
  run(['--config', fileURLToPath(new URL(`subjects/${subject}.config.ts`, import.meta.url)), ...only(cases)])

/** The requirements that state what the IWF is for; those after R-30 hold for any SIP or MSRP endpoint as well. */
const isOwn = (requirement: string): boolean => Number(requirement.slice(2)) <= 30

/** Cases, or rows of them, that a correct IWF can only pass by refusing. */
const REFUSALS = ['BLK-02', 'BLK-04', 'CAP-10', 'TMR-01', 'USR-01', 'USR-02', 'USR-03'] as const

/** Cases that look at what the SDP promises. */
const PROMISES = ['CAP-05', 'CAP-07', 'CAP-11'] as const

/** BLK-05: block list in use, on it, grant list in use, on it (`simple-iwf` §2). */
const keepsOut = (vector: string): boolean => {
  const [blockInUse, blocked, grantInUse, granted] = Array.from(vector, digit => digit === '1')
  return (blockInUse === true && blocked === true) || (grantInUse === true && granted === false)
}

/** USR-07: whether the status that the row names demands that the session be refused. */
const demandsRefusal = (row: string): boolean => {
  const { effect, invite } = impsStatus(Number(row.split('/')[1]))
  return effect !== 'proceed' && matchIn(invite, 200) === undefined
}

/** A warning counts as passed, as it does for the exit code. */
const passedOf = ({ cases }: Results): readonly string[] =>
  cases
    .filter(({ verdict, requirements }) => (verdict === 'pass' || verdict === 'warn') && requirements.some(isOwn))
    .map(({ id }) => id)

/** The results of a run that took place; its documents and its exit code are checked on the way. */
function resultsOf(run: HarnessRun): Results {
  assert.ok(run.results, `no results: exit code ${String(run.exitCode)}, ${run.stderr}`)
  assert.deepEqual(resultsProblems(run.results), [])
  assert.equal(run.exitCode, exitCodeFor(run.results.verdict))
  assert.notEqual(run.exitCode, 0)
  assert.ok(run.results.run.complete)
  assert.ok(run.took < AT_MOST, `took ${run.took} ms`)
  return run.results
}

describe('an IWF that has none of the function passes no case about it', { concurrency: 7 }, () => {
  it('when it listens and never answers', async () => {
    assert.deepEqual(passedOf(resultsOf(await against('black-hole'))), [])
  })

  it('when it answers 200 to everything', async () => {
    assert.deepEqual(passedOf(resultsOf(await against('accepts-everything'))), [])
  })

  it('when it answers 403 to everything', async () => {
    assert.deepEqual(passedOf(resultsOf(await against('refuses-everything'))), [])
  })

  it('when it logs in and answers 200 to the rest', async () => {
    const results = resultsOf(await against('logs-in-and-accepts-everything'))
    assert.deepEqual(passedOf(results), [])
    assert.equal(results.verdict, 'fail')
  })

  it('when it logs in and answers 403 to the rest', async () => {
    const results = resultsOf(await against('logs-in-and-refuses-everything'))
    assert.deepEqual(passedOf(results), [])
    assert.equal(results.verdict, 'fail')
  })

  it('when it ends at once: there is no run, and nothing that looks like one', async () => {
    const { exitCode, stderr, folder, evidence } = await against('exits-at-once')
    assert.equal(exitCode, 3)
    assert.match(stderr, /the IWF ended with exit code 1 before it was ready.*licence expired/)
    assert.equal(folder, undefined)
    assert.deepEqual(runsIn(evidence), [])
  })

  it('when it asks properly and ignores the answers: every refusal and every promise fails', async () => {
    // The other cases have sessions without text, of which each waits out its bounds.
    const judged = [...REFUSALS, ...PROMISES, 'BLK-05', 'USR-07']
    const results = resultsOf(await against('asks-and-ignores-the-answers', judged))
    const verdicts = new Map(results.cases.map(({ id, verdict }) => [id, verdict]))
    const rows = new Map(results.cases.flatMap(result => result.rows.map(row => [row.id, row.verdict])))
    const cases = [...REFUSALS, ...PROMISES].filter(id => verdicts.get(id) !== 'fail')
    assert.deepEqual(cases, [])
    const refused = [...rows.keys()].filter(id =>
      id.startsWith('BLK-05/') ? keepsOut(id.slice(-4)) : id.startsWith('USR-07/') && demandsRefusal(id),
    )
    assert.equal(refused.filter(id => id.startsWith('BLK-05/')).length, 7)
    assert.ok(refused.length > 50)
    assert.deepEqual(
      refused.filter(id => rows.get(id) !== 'fail'),
      [],
    )
  })
})
