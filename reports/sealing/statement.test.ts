import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { DeviationOutcome } from '../../judge/outcome.ts'
import type { Results } from '../results.ts'
import { sampleResults } from '../sample/sample-run.ts'
import {
  EVIDENCE_FIELD,
  readStatement,
  reservationsOf,
  STATEMENT_PAYLOAD_TYPE,
  statementOf,
  type Statement,
} from './statement.ts'

const manifest = Buffer.from('{}')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const results = sampleResults()
const whole: Results['run'] = { ...results.run, complete: true, partial: false, timeScale: 1 }
const asSigned = (of: Results) => JSON.parse(JSON.stringify(statementOf(of, manifest))) as Statement
const resultFor = (changes: Partial<Results>) =>
  statementOf({ ...results, run: whole, ...changes }, manifest).predicate.result

describe('the statement about a run', () => {
  it('is about the build, by the digest that the configuration states', () => {
    const digest = `sha256:${'ab'.repeat(32)}`
    const { subject } = statementOf(
      { ...results, iwf: { name: 'x', version: '2', adapter: 'command', digest } },
      manifest,
    )
    assert.deepEqual(subject, [{ name: 'x 2', digest: { sha256: 'ab'.repeat(32) } }])
  })

  it('is about name and version without one, under a name that is no digest algorithm', () => {
    const { subject } = statementOf({ ...results, iwf: { name: 'x', version: '2', adapter: 'command' } }, manifest)
    assert.deepEqual(subject, [{ name: 'x 2', digest: { nameAndVersion: sha256('x\n2') } }])
  })

  it('names every case once, by its verdict', () => {
    const { predicate } = statementOf(results, manifest)
    const { inconclusiveTests, erroneousTests, notApplicableTests } = predicate[EVIDENCE_FIELD]
    const named = [predicate.passedTests, predicate.warnedTests, predicate.failedTests]
      .concat([inconclusiveTests, erroneousTests, notApplicableTests])
      .flat()
    assert.deepEqual(named.toSorted(), results.cases.map(({ id }) => id).toSorted())
    assert.deepEqual(
      predicate.failedTests,
      results.cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    )
  })

  it('says PASSED of a run that passes whole and in real time only', () => {
    assert.equal(resultFor({ verdict: 'pass' }), 'PASSED')
    assert.equal(resultFor({ verdict: 'warn' }), 'WARNED')
    for (const change of [{ complete: false }, { partial: true }, { timeScale: 0.2 }])
      assert.equal(resultFor({ verdict: 'pass', run: { ...whole, ...change } }), 'WARNED')
    for (const verdict of ['fail', 'inconclusive', 'error', 'notApplicable'] as const)
      assert.equal(resultFor({ verdict }), 'FAILED')
  })

  it('marks what the run is not', () => {
    assert.deepEqual(reservationsOf({ run: whole }), [])
    const run = { ...whole, complete: false, partial: true, timeScale: 0.5 }
    assert.deepEqual(reservationsOf({ run }), ['incomplete', 'partial', 'scaled'])
    assert.deepEqual(statementOf({ ...results, run }, manifest).predicate[EVIDENCE_FIELD].reservations, [
      'incomplete',
      'partial',
      'scaled',
    ])
  })

  it('names what was accepted, by whom and until when, where a run with failures is not FAILED', () => {
    const accepted: DeviationOutcome = {
      kind: 'case',
      id: 'CAP-04',
      verdict: 'fail',
      owner: 'gateway team',
      reason: 'fixed in 2.5',
      expires: '2026-12-31',
      state: 'accepted',
      found: 'fail',
    }
    const baseline = {
      file: 'accepted.json',
      sha256: 'cd'.repeat(32),
      verdictWithout: 'fail',
      deviations: [accepted],
    } as const
    const { predicate } = statementOf({ ...results, verdict: 'warn', baseline }, manifest)
    assert.equal(predicate.result, 'WARNED')
    assert.ok(predicate.failedTests.includes('CAP-04'))
    assert.deepEqual(predicate[EVIDENCE_FIELD].baseline, {
      digest: { sha256: 'cd'.repeat(32) },
      verdictWithout: 'fail',
      deviations: [{ kind: 'case', id: 'CAP-04', state: 'accepted', owner: 'gateway team', expires: '2026-12-31' }],
    })
    assert.ok(!('baseline' in asSigned(results).predicate[EVIDENCE_FIELD]))
  })

  it('holds the digest of the manifest, and one of what was declared that does not depend on the order of keys', () => {
    const { predicate } = statementOf(results, manifest)
    assert.deepEqual(predicate[EVIDENCE_FIELD].manifest, { sha256: sha256('{}') })
    const pixit = Object.fromEntries(Object.entries(results.pixit).toReversed())
    assert.deepEqual(statementOf({ ...results, pixit }, manifest).predicate.configuration, predicate.configuration)
    const other = { ...results, pixit: { ...results.pixit, T1: 1 } }
    assert.notDeepEqual(statementOf(other, manifest).predicate.configuration, predicate.configuration)
  })

  it('is read back from what was signed, unless that is another statement', () => {
    const statement = statementOf(results, manifest)
    const payload = Buffer.from(JSON.stringify(statement))
    assert.deepEqual(readStatement({ payloadType: STATEMENT_PAYLOAD_TYPE, payload }), JSON.parse(payload.toString()))
    assert.equal(readStatement({ payloadType: 'text/plain', payload }), undefined)
    const another = Buffer.from(JSON.stringify({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' }))
    assert.equal(readStatement({ payloadType: STATEMENT_PAYLOAD_TYPE, payload: another }), undefined)
    assert.equal(readStatement({ payloadType: STATEMENT_PAYLOAD_TYPE, payload: Buffer.from('{') }), undefined)
  })
})
