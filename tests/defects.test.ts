import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadCases } from '../engine/load-cases.ts'
import { runDirectly } from '../engine/front-end.ts'
import type { DefectId } from '../fixtures/catalogue/defects.ts'
import { shownByCases } from '../reference-iwf/shown-by-cases.ts'
import { only, runHere, type HarnessRun } from './run-harness.ts'

runDirectly()
const catalogue = await loadCases([], '.')

/** Defects that turn the cases which look for them red. */
const DEFECTS = [
  'accepts-before-capability',
  'ignores-block-answer',
  'ignores-grant-list',
  'promises-missing-types',
  'copies-numeric-status',
  'new-session-for-reply',
  'forwards-cpim-headers',
  'report-before-delivery',
  'leaks-session-after-bye',
  'loses-to-tag',
] as const satisfies readonly DefectId[]

/** Defects of whom the IWF asks for and about: no other case may take notice, however many run at the same time. */
const OF_IDENTITY = ['foreign-requester', 'swapped-pair'] as const satisfies readonly DefectId[]

/** Cases that none of the first list has to do with, and that bounds of seconds suffice for. */
const CONTROLS = ['BLK-06', 'CAP-02'] as const

const catching = (defect: DefectId): readonly string[] =>
  catalogue.filter(({ catches }) => catches.includes(defect)).map(({ id }) => id)

const withDefect = (defect: DefectId, cases: readonly string[]): Promise<HarnessRun> =>
  runHere(['--config', 'harness.config.ts', '--defect', defect, ...only(cases)])

function failedOf({ results, stderr }: HarnessRun): readonly string[] {
  assert.ok(results, stderr)
  return results.cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)
}

/** What became of the cases, for who reads why a test failed. */
const told = ({ results, evidence }: HarnessRun, ids: readonly string[]): string =>
  [
    evidence,
    ...(results?.cases ?? [])
      .filter(({ id, verdict }) => ids.includes(id) || verdict === 'fail')
      .map(({ id, verdict, remarks }) => `${id} ${verdict} ${remarks.join('; ')}`),
  ].join('\n')

describe('a wrong IWF is found out', { concurrency: 3 }, () => {
  for (const defect of DEFECTS)
    it(`${defect} fails a case that looks for it, and no control`, async () => {
      const catchers = catching(defect)
      const outcome = await withDefect(defect, [...catchers, ...CONTROLS])
      const failed = failedOf(outcome)
      assert.ok(
        failed.some(id => catchers.includes(id)),
        told(outcome, catchers),
      )
      assert.equal(outcome.exitCode, 1)
      assert.deepEqual(
        CONTROLS.filter(control => failed.includes(control)),
        [],
      )
    })
})

describe('a defect that takes a whole case to show', { concurrency: 3 }, () => {
  for (const [defect, profile] of Object.entries(shownByCases))
    it(`${defect} does not pass the cases that look for it`, async () => {
      const catchers = catching(defect as keyof typeof shownByCases)
      const config = `tests/profiles/${profile}.config.ts`
      const outcome = await runHere(['--config', config, '--defect', defect, ...only(catchers)])
      assert.ok(outcome.results, outcome.stderr)
      const found = outcome.results.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
      assert.ok(found.length > 0, told(outcome, catchers))
    })
})

describe('an IWF that takes one user for another is found out by the case for it alone', () => {
  for (const defect of OF_IDENTITY)
    it(`${defect} fails the cases that look for it, and none else of the catalogue`, async () => {
      const outcome = await runHere(['--config', 'harness.config.ts', '--defect', defect])
      assert.deepEqual([...failedOf(outcome)].sort(), [...catching(defect)].sort(), told(outcome, catching(defect)))
      assert.equal(outcome.exitCode, 1)
    })
})

describe('a correct IWF', () => {
  it('fails none of the cases that the defects are found by', async () => {
    const outcome = await runHere(['--config', 'harness.config.ts', ...only([...new Set(DEFECTS.flatMap(catching))])])
    assert.deepEqual(failedOf(outcome), [])
  })
})
