import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { dimensionValues, type Dimensions } from '../fixtures/catalogue/dimensions.ts'
import { profiles } from '../fixtures/catalogue/profiles.ts'
import { assertDissected } from './captures/assert-dissected.ts'
import { tsharkVersion } from './captures/tshark.ts'
import { pairsOf, pairwiseCover, type Parameters } from './pairwise.ts'
import { only, runHere, temporaryFolder } from './run-harness.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

/** All but the mixture of SIP transports, in which every other run of the reference IWF goes. */
const parameters = {
  ...dimensionValues,
  sip: dimensionValues.sip.filter(transport => transport !== 'mixed'),
}

const cover = pairwiseCover(parameters)

/** Something of each group, and of each protocol in both directions; nothing that only a quiet machine can time. */
const cases = [
  ...['CAP-01', 'CAP-04', 'CAP-05', 'CAP-13', 'BLK-01', 'BLK-02', 'BLK-03', 'BLK-04', 'USR-01', 'USR-03'],
  ...['SES-01', 'SES-02', 'SES-03', 'SES-06', 'SES-09', 'REV-01', 'RPT-01', 'PGR-01'],
  ...['SIP-02', 'SIP-05', 'MSR-01', 'MSR-03', 'MSR-04', 'MSR-06', 'MSR-14', 'SSP-01', 'SSP-02', 'ROB-06'],
]

const dissects = tsharkVersion() !== undefined

const nameOf = (dimensions: object) => Object.values(dimensions).join(', ')

describe('the dimensions of a run', { concurrency: 1 }, () => {
  it('are covered in pairs by few runs', () => {
    const occurs = ([[one, value], [other, second]]: ReturnType<typeof pairsOf>[number]) =>
      cover.some((row: Readonly<Record<string, unknown>>) => row[one] === value && row[other] === second)
    assert.deepEqual(
      pairsOf(parameters).filter(pair => !occurs(pair)),
      [],
    )
    assert.ok(cover.length <= 8, `${cover.length} runs`)
    const odd: Parameters = { a: [1, 2, 3], b: ['x'], c: [] }
    assert.equal(pairwiseCover(odd).length, 3)
  })

  for (const dimensions of cover)
    it(`are nothing to the reference IWF: ${nameOf(dimensions)}`, async () => {
      const folder = temporaryFolder()
      const configuration = writeConfiguration(folder, {
        ...embedded,
        ics: { ...profiles.plain.ics, 'ICS-17': true },
        statements: profiles.plain.statements,
        dimensions,
      })
      const evidence = join(folder, 'evidence')
      const {
        results,
        stdout,
        stderr,
        folder: run,
      } = await runHere(['--config', configuration, '--concurrency', '8', ...only(cases)], { evidence })
      assert.ok(results, stderr)
      const red = results.cases.filter(({ verdict }) => !['pass', 'warn', 'notApplicable'].includes(verdict))
      assert.deepEqual(
        red.map(({ id, verdict }) => `${id} ${verdict}`),
        [],
        stdout,
      )
      const violated = results.rules.filter(({ outcome }) => outcome === 'violated')
      assert.deepEqual(
        violated.map(({ id }) => id),
        [],
        stdout,
      )
      // Over TLS too, since captures show what was said inside.
      if (run && dissects) assertDissected(run, { malformed: [], notRecognised: [] })
      assert.deepEqual(results.dimensions satisfies Readonly<Record<string, unknown>>, dimensions satisfies Dimensions)
    })
})
