import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sampleResults } from '../sample/sample-run.ts'
import type { AllureResult, AllureStep } from './allure-result.ts'
import { ALLURE_FOLDER, writeAllure } from './write-allure.ts'

describe('allure-results', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'allure-'))
    for (const place of ['traces', 'captures']) mkdirSync(join(folder, place))
    writeFileSync(join(folder, 'traces', 'CAP-04.jsonl'), '{"seq":1}\n')
    writeFileSync(join(folder, 'traces', 'run.jsonl'), 'the whole log')
    writeFileSync(join(folder, 'captures', 'CAP-04.pcapng'), 'packets')
    const results = sampleResults()
    const cases = results.cases.map(each =>
      each.id === 'SES-09' ? { ...each, trace: { file: 'traces/run.jsonl', sha256: '' } } : each,
    )
    writeAllure(folder, { ...results, cases })
  })
  after(() => rmSync(folder, { recursive: true }))

  const files = (of = folder) => readdirSync(join(of, ALLURE_FOLDER)).sort()
  const read = (name: string, of = folder) => readFileSync(join(of, ALLURE_FOLDER, name), 'utf8')
  const all = (of = folder) =>
    files(of)
      .filter(name => name.endsWith('-result.json'))
      .map(name => JSON.parse(read(name, of)) as AllureResult)
  const found = (id: string, of = folder) => all(of).find(({ fullName }) => fullName === `iwf-conformance/${id}`)!
  const step = (steps: readonly AllureStep[], name: RegExp) => steps.find(one => name.test(one.name))!
  const labelled = (id: string, label: string) =>
    found(id).labels.flatMap(({ name, value }) => (name === label ? [value] : []))

  it('says of each verdict what Allure can say, and never that an inconclusive case failed', () => {
    const statuses: Record<string, string> = Object.fromEntries(
      all().map(({ fullName, status }) => [fullName.replace('iwf-conformance/', ''), status]),
    )
    assert.deepEqual(statuses, {
      'CAP-01': 'passed',
      'CAP-04': 'failed',
      'BLK-05': 'unknown',
      'BLK-01': 'passed',
      'SES-02': 'passed',
      'SES-09': 'skipped',
      'ROB-03': 'broken',
    })
    assert.deepEqual(labelled('BLK-01', 'verdict'), ['warn'])
    assert.match(found('BLK-01').statusDetails.message!, /^warn: R-05 \(should\)/)
    assert.equal(found('CAP-01').statusDetails.message, undefined)
  })

  it('labels with group and requirements, and links the clauses', () => {
    assert.deepEqual(labelled('CAP-04', 'suite'), ['capability'])
    assert.deepEqual(labelled('CAP-04', 'requirement').sort(), ['R-01', 'R-09', 'R-31'])
    assert.deepEqual(labelled('CAP-04', 'clause').sort(), ['CR6.2', 'CR6.2a', 'CR6.2c', 'RFC 3261'])
    assert.deepEqual(found('CAP-04').links, [
      { name: 'RFC 3261', url: 'https://www.rfc-editor.org/rfc/rfc3261', type: 'clause' },
      { name: 'RFC 3261 §17.2.1', url: 'https://www.rfc-editor.org/rfc/rfc3261#section-17.2.1', type: 'clause' },
    ])
  })

  it('has the checks as steps with their outcome, reason and evidence', () => {
    const { steps, parameters } = found('CAP-04')
    const violated = step(steps, /^R-09 \(must\)/)
    assert.equal(violated.status, 'failed')
    assert.equal(violated.statusDetails?.message, '200 OK came 1196.7 ms before the capability answer')
    assert.equal(
      violated.parameters.find(({ name }) => name === 'evidence')?.value,
      'offends m4 octets 0 to 14, cause m6, window 1200.2 to 2403.6 ms',
    )
    assert.equal(step(steps, /^R-01/).status, 'skipped')
    assert.deepEqual(parameters[0], { name: 'sip', value: 'tls' })
  })

  it('has rows, and attempts that were superseded, as steps around their checks', () => {
    const row = step(found('BLK-05').steps, /^BLK-05\/1100$/)
    assert.equal(row.status, 'unknown')
    assert.equal(step(row.steps, /^R-13/).status, 'unknown')
    assert.equal(step(row.steps, /^BLK-05\/1100: earlier attempt/).status, 'failed')
  })

  it('shows a violated rule where it was violated, without counting it', () => {
    const rule = step(found('CAP-04').steps, /^always-on rule of the run, not of this case: SIP-SYN-03/)
    assert.equal(rule.statusDetails?.message, 'a header line has no colon')
    assert.equal(all().length, sampleResults().cases.length)
    assert.match(read('environment.properties'), /^rules\.violated=SIP-SYN-03$/m)
  })

  it('attaches trace and capture without a second copy on the disk', () => {
    assert.deepEqual(
      found('CAP-04').attachments.map(({ name, source }) => [name, read(source)]),
      [
        ['trace', '{"seq":1}\n'],
        ['capture', 'packets'],
      ],
    )
    const inode = (...path: readonly string[]) => statSync(join(folder, ...path)).ino
    assert.equal(inode('traces', 'CAP-04.jsonl'), inode(ALLURE_FOLDER, 'CAP-04-trace-attachment.jsonl'))
    for (const id of ['SES-02', 'SES-09']) assert.deepEqual(found(id).attachments, [])
  })

  it('is the same whenever it is written, and knows a case again in another run', () => {
    const other = mkdtempSync(join(tmpdir(), 'allure-'))
    try {
      const results = sampleResults()
      writeAllure(other, results)
      assert.deepEqual(
        files(other),
        files().filter(name => !name.includes('-attachment')),
      )
      const before = found('SES-02', other)
      assert.deepEqual(before, found('SES-02'))
      writeAllure(other, { ...results, run: { ...results.run, id: 'another' } })
      const later = found('SES-02', other)
      assert.notEqual(later.uuid, before.uuid)
      assert.equal(later.historyId, before.historyId)
      writeAllure(other, { ...results, dimensions: { ...results.dimensions, sip: 'udp' } })
      const overUdp = found('SES-02', other)
      assert.equal(overUdp.testCaseId, before.testCaseId)
      assert.notEqual(overUdp.historyId, before.historyId)
      assert.deepEqual(readdirSync(other), [ALLURE_FOLDER])
    } finally {
      rmSync(other, { recursive: true })
    }
  })

  it('has what qualifies the verdict among the five facts that Allure shows first', () => {
    const first = read('environment.properties').split('\n').slice(0, 5)
    assert.deepEqual(first, [
      'verdict=error',
      'run.complete=true',
      'run.partial=true',
      'run.timeScale=0.01',
      'rules.violated=SIP-SYN-03',
    ])
  })

  it('says that a run was resumed, redacted or probed, as the other reports do', () => {
    const other = mkdtempSync(join(tmpdir(), 'allure-'))
    try {
      const results = sampleResults()
      const resumedAt = ['2026-03-01T11:00:00.000Z']
      writeAllure(other, { ...results, run: { ...results.run, resumedAt, redacted: true, probes: ['CAP-15'] } })
      const facts = read('environment.properties', other)
      assert.match(facts, /^run\.resumedAt=2026-03-01T11:00:00\.000Z$/m)
      assert.match(facts, /^run\.redacted=true$/m)
      assert.match(facts, /^run\.probes=CAP-15$/m)
      assert.doesNotMatch(read('environment.properties'), /resumedAt|redacted|probes/)
    } finally {
      rmSync(other, { recursive: true })
    }
  })

  it('writes properties that Java reads, whatever the implementation is called', () => {
    const other = mkdtempSync(join(tmpdir(), 'allure-'))
    try {
      const results = sampleResults()
      writeAllure(other, { ...results, iwf: { ...results.iwf, name: 'Übel\\\nverdict=pass' } })
      assert.match(read('environment.properties', other), /^implementation=\\u00dcbel\\\\\\u000averdict=pass 2\.4\.1$/m)
      assert.doesNotMatch(read('environment.properties', other), /^verdict=pass$/m)
    } finally {
      rmSync(other, { recursive: true })
    }
  })
})
