import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadCases } from '../engine/load-cases.ts'
import { runDirectly } from '../engine/front-end.ts'
import type { HarnessConfiguration } from '../engine/configuration.ts'
import { dimensionValues } from '../fixtures/catalogue/dimensions.ts'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { embeddedServerIcs } from '../fixtures/catalogue/server-ics.ts'
import { habits } from '../simulators/imps/program/habits.ts'
import { serverDefects } from '../fixtures/catalogue/server-defects.ts'
import { readTrace } from '../trace/reader.ts'
import { pairwiseCover } from './pairwise.ts'
import { runHere, temporaryFolder, type HarnessRun } from './run-harness.ts'
import { writeConfiguration } from './write-configuration.ts'

runDirectly()
const catalogue = await loadCases([], '.', 'imps-server')
const ids = catalogue.map(({ id }) => id)

/** The simulator as the subject, run as a program of its own. */
const server = (differences: object = {}, ics: object = {}): HarnessConfiguration => ({
  subject: 'imps-server',
  iwf: { name: 'imps-server', version: '0', subject: { kind: 'embedded', configuration: { ...differences } } },
  ics: { ...embeddedServerIcs, ...ics },
  pixit: scaledPixit,
})

const runWith = (configuration: HarnessConfiguration): Promise<HarnessRun> =>
  runHere(['--config', writeConfiguration(temporaryFolder(), configuration)])

function verdictsOf({ results, stderr }: HarnessRun): Readonly<Record<string, string>> {
  assert.ok(results, stderr)
  return Object.fromEntries(results.cases.map(({ id, verdict }) => [id, verdict]))
}

const overTls = (ssp: 'http' | 'https') => (ssp === 'https' ? 'tls' : 'tcp')

/** How the harness was connected with the server. */
function connectionsOf({ folder = '' }: HarnessRun) {
  const events = [...readTrace(join(folder, 'traces', 'run.jsonl'))]
  const opened = events.filter(event => event.type === 'open')
  assert.ok(opened.length > 0)
  return opened
}

const { ssp, ip, answers } = dimensionValues
const all = (verdict: string) => Object.fromEntries(ids.map(id => [id, verdict]))

describe('an IMPS server as the subject', () => {
  it('passes every case when it is the simulator, and no rule is violated', async () => {
    const run = await runWith(server())
    assert.deepEqual(verdictsOf(run), all('pass'))
    assert.equal(run.exitCode, 0)
  })

  it('passes them with answers in the HTTP response', async () => {
    assert.deepEqual(verdictsOf(await runWith(server({ answerMode: 'response' }))), all('pass'))
  })

  for (const dimensions of pairwiseCover({ ssp, ip, answers }))
    it(`passes them whatever the dimensions: ${Object.values(dimensions).join(', ')}`, async () => {
      const run = await runWith({ ...server(), dimensions })
      assert.deepEqual(verdictsOf(run), all('pass'))
      assert.equal(run.exitCode, 0, run.stdout)
      assert.deepEqual(run.results?.dimensions, dimensions)
      const opened = connectionsOf(run)
      assert.deepEqual(new Set(opened.map(({ transport }) => transport)), new Set([overTls(dimensions.ssp)]))
      assert.deepEqual(new Set(opened.map(({ local }) => isIP(local.host))), new Set([dimensions.ip]))
    })

  it('has no dimensions of SIP and MSRP', async () => {
    const { exitCode, stderr } = await runWith({ ...server(), dimensions: { msrp: 'tls' } })
    assert.equal(exitCode, 4)
    assert.match(
      stderr,
      /dimensions\.msrp: a run with an IMPS server has no such dimension; there are: ssp, ip, answers/,
    )
  })

  it('passes them with all habits of real servers', async () => {
    assert.deepEqual(verdictsOf(await runWith(server({ habits: Object.keys(habits) }))), all('pass'))
  })

  it('passes them with a misspelt attribute, which is a finding of its own', async () => {
    const run = await runWith(server({ habits: ['misspelt-version'] }))
    assert.deepEqual(verdictsOf(run), all('pass'))
    const schema = run.results?.rules.find(({ id }) => id === 'SSP-SYN-03')
    assert.equal(schema?.outcome, 'violated')
    assert.equal(run.exitCode, 1)
  })

  it('is not probed with users that it does not have', async () => {
    const config = writeConfiguration(temporaryFolder(), server())
    const { exitCode, stderr, folder } = await runHere(['--config', config, '--probe-undeclared'])
    assert.equal(exitCode, 4)
    assert.match(stderr, /--probe-undeclared needs an IWF/)
    assert.equal(folder, undefined)
  })

  it('is told which cases do not apply because nobody is provisioned for them', async () => {
    const run = await runWith(server({}, { 'SICS-02': '', 'SICS-03': '', 'SICS-04': [] }))
    const left = ['IOP-02', 'IOP-03', 'SRV-02']
    assert.deepEqual(verdictsOf(run), {
      ...all('pass'),
      ...Object.fromEntries(left.map(id => [id, 'notApplicable'])),
    })
    const remarks = run.results?.cases.find(({ id }) => id === 'IOP-02')?.remarks.join()
    assert.match(remarks ?? '', /SICS-04/)
  })

  for (const { id: defect } of serverDefects)
    it(`fails the cases that catch ${defect}, and passes what it does right`, async () => {
      const verdicts = verdictsOf(await runWith(server({ defects: [defect] })))
      const catching = catalogue.filter(({ catches }) => catches.includes(defect))
      assert.ok(catching.length > 0, `no case catches ${defect}`)
      for (const { id } of catching) assert.equal(verdicts[id], 'fail', id)
      if (defect !== 'server-refuses-every-gateway') assert.ok(Object.values(verdicts).includes('pass'))
    })

  it('fails on the normative sentence for servers when it answers the queries with 405', async () => {
    const { results } = await runWith(server({ defects: ['server-without-queries'] }))
    const verdictOf = (id: string) => results?.requirements.find(requirement => requirement.id === id)?.verdict
    assert.equal(verdictOf('R-23'), 'fail')
    assert.equal(verdictOf('R-35'), 'pass')
  })
})
