import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { readTrace } from '../trace/reader.ts'
import { plainRunRecord } from '../trace/run-record.ts'
import { FileSink } from '../trace/sink.ts'
import { TraceWriter } from '../trace/writer.ts'
import type { AnyCase } from './case.ts'
import type { PlannedExecution } from './plan.ts'
import { leftToRun, readUnfinishedRun, refuseOtherRun, takeUp } from './unfinished-run.ts'

const record = plainRunRecord({ selected: ['A-01', 'B-01'] })
const facts = {
  owner: 'simple',
  protocol: 'sip',
  transport: 'tcp',
  role: 'accepted',
  local: { host: '127.0.0.1', port: 5060 },
  remote: { host: '127.0.0.1', port: 40000 },
} as const

let folder = ''
let log = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfinished-'))
  log = join(folder, 'run.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const begin = (writer: TraceWriter, execution: string, attempt = 1) =>
  void writer.caseBegin({
    execution,
    case: execution.slice(0, 4),
    attempt,
    token: `k${execution}`,
    cast: {},
    alone: false,
  })

/** A run of which A-01 ended, B-01/x did not, and the second attempt at B-01/y did not either. */
function killed(): void {
  const writer = new TraceWriter(new FileSink(log), record)
  writer.open(facts).octets('received', Buffer.from('half a mess'))
  begin(writer, 'A-01')
  writer.caseEnd({ execution: 'A-01' })
  begin(writer, 'B-01/x')
  begin(writer, 'B-01/y')
  writer.caseEnd({ execution: 'B-01/y' })
  begin(writer, 'B-01/y#2', 2)
  writer.flush()
  writeFileSync(log, `${readFileSync(log, 'utf8')}{"seq":99,"t":1,"ty`)
}

const planned = (id: string): PlannedExecution => ({
  id,
  definition: {} as AnyCase,
  rowId: undefined,
  row: undefined,
  attempt: 1,
})

describe('a run that was killed', () => {
  it('is read as far as its lines are whole, and knows what is left to run', () => {
    killed()
    const unfinished = readUnfinishedRun(log)
    assert.equal(unfinished.run.id, record.id)
    assert.deepEqual([unfinished.connections, unfinished.resumptions], [1, 0])
    assert.equal(unfinished.cut, '{"seq":99,"t":1,"ty')
    assert.deepEqual([...unfinished.ended], ['A-01'])
    const all = ['A-01', 'B-01/x', 'B-01/y', 'B-01/z'].map(planned)
    assert.deepEqual(
      leftToRun(unfinished, all).map(({ id, attempt }) => [id, attempt]),
      [
        ['B-01/x#2', 2],
        ['B-01/y#3', 3],
        ['B-01/z', 1],
      ],
    )
    assert.equal(leftToRun(undefined, all), all)
  })

  it('goes on in the same log: numbers and times go on, and the line that was cut off is kept', () => {
    killed()
    mkdirSync(join(folder, 'subject'))
    const unfinished = readUnfinishedRun(log)
    const now = new Date(Date.parse(record.startedAt) + 60_000)
    const writer = new TraceWriter(new FileSink(log, { continues: true }), takeUp(folder, log, unfinished, now))
    writer.open(facts)
    writer.close({ endedAt: now.toISOString(), complete: true })
    const events = [...readTrace(log)]
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    )
    const resumed = events.find(event => event.type === 'resume')
    assert.deepEqual([resumed?.resumedAt, resumed?.cut], [now.toISOString(), unfinished.cut])
    assert.ok(resumed && resumed.t >= 60_000e6)
    assert.deepEqual(
      events.filter(event => event.type === 'open').map(({ connection }) => connection),
      ['c1', 'c2'],
    )
    assert.deepEqual([existsSync(join(folder, 'subject')), existsSync(join(folder, 'subject.1'))], [false, true])
    assert.throws(() => readUnfinishedRun(log), { code: 'run-complete' })
  })

  it('never goes back in time, even if the clock on the wall did', () => {
    killed()
    const unfinished = readUnfinishedRun(log)
    assert.ok(takeUp(folder, log, unfinished, new Date(0)).began > unfinished.lasted)
  })

  it('is left alone when its log went on after it was read', () => {
    killed()
    const unfinished = readUnfinishedRun(log)
    const grown = `${readFileSync(log, 'utf8')}pe`
    writeFileSync(log, grown)
    mkdirSync(join(folder, 'subject'))
    assert.throws(() => takeUp(folder, log, unfinished, new Date()), { code: 'run-under-way' })
    assert.equal(readFileSync(log, 'utf8'), grown)
    assert.ok(existsSync(join(folder, 'subject')))
  })

  it('is not finished with another configuration, and says what differs', () => {
    killed()
    const unfinished = readUnfinishedRun(log)
    assert.doesNotThrow(() => refuseOtherRun(unfinished, { ...record, id: 'x', startedAt: 'y', concurrency: 7 }))
    const others = [
      [{ pixit: { T1: 1 } }, /pixit \(was \{\}, is \{"T1":1\}\)/],
      [{ ics: { 'ICS-01': true } }, /ics /],
      [{ harness: { version: '0.2.0', commit: '0000000' } }, /harness /],
      [{ selected: ['A-01'] }, /selected /],
      [{ probes: ['A-01'] }, /probes \(was nothing/],
    ] as const
    for (const [change, message] of others)
      assert.throws(() => refuseOtherRun(unfinished, { ...record, ...change }), { code: 'resume-differs', message })
  })

  it('is not finished with another subject, unless its log is too old to tell', () => {
    const definition = (subjectDefinition: string) => ({ ...record, subjectDefinition })
    killed()
    assert.doesNotThrow(() => refuseOtherRun(readUnfinishedRun(log), definition('sha256:1')))
    rmSync(log)
    new TraceWriter(new FileSink(log), definition('sha256:1')).flush()
    const unfinished = readUnfinishedRun(log)
    assert.doesNotThrow(() => refuseOtherRun(unfinished, definition('sha256:1')))
    assert.throws(() => refuseOtherRun(unfinished, definition('sha256:2')), {
      code: 'resume-differs',
      message: /subjectDefinition \(was "sha256:1", is "sha256:2"\)/,
    })
  })

  it('that never began is not finished', () => {
    writeFileSync(log, '')
    assert.throws(() => readUnfinishedRun(log), { code: 'trace-empty' })
  })
})
