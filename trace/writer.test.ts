import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../protocols/clock.ts'
import type { TraceEvent } from './events.ts'
import { linesOfText } from './lines.ts'
import { loggedOctets } from './logged-octets.ts'
import { readTrace } from './reader.ts'
import { plainRunRecord } from './run-record.ts'
import { FileSink, MemorySink } from './sink.ts'
import { TraceWriter } from './writer.ts'

const facts = {
  owner: 'simple',
  protocol: 'sip',
  transport: 'tcp',
  role: 'accepted',
  local: { host: '127.0.0.1', port: 5060 },
  remote: { host: '127.0.0.1', port: 40000 },
} as const

function recorded(write: (writer: TraceWriter) => void): TraceEvent[] {
  const sink = new MemorySink()
  const writer = new TraceWriter(sink, plainRunRecord())
  write(writer)
  writer.close({ endedAt: '2026-01-01T00:00:01.000Z', complete: true })
  return [...readTrace(linesOfText(sink.text))]
}

test('events are numbered from 1 and carry offsets per direction', () => {
  const events = recorded(writer => {
    const tap = writer.open(facts)
    assert.equal(tap.octets('received', Buffer.from('abc')), 3)
    assert.equal(tap.octets('sent', Buffer.from('de')), 4)
    assert.equal(tap.octets('received', Buffer.from('f')), 5)
    tap.end('peer')
  })
  assert.deepEqual(
    events.map(event => event.seq),
    [1, 2, 3, 4, 5, 6, 7],
  )
  assert.deepEqual(
    events.filter(event => event.type === 'octets').map(({ direction, offset }) => [direction, offset]),
    [
      ['received', 0],
      ['sent', 0],
      ['received', 3],
    ],
  )
})

test('any octets come back exactly, as text where they are UTF-8', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.string({ unit: 'binary' }).map(text => Buffer.from(text)),
      ),
      octets => {
        const [, , logged] = recorded(writer => writer.open(facts).octets('sent', Buffer.from(octets)))
        assert.ok(logged?.type === 'octets')
        assert.deepEqual(loggedOctets(logged), Buffer.from(octets))
      },
    ),
    { numRuns: 60 },
  )
  const [, , text] = recorded(writer => writer.open(facts).octets('sent', Buffer.from('\ufeffA\0\u2028😀\r\n')))
  assert.ok(text && 'text' in text && text.text === '\ufeffA\0\u2028😀\r\n')
})

test('a held-up event loop is recorded with its delay', () => {
  const clock = new ManualClock()
  const events = recorded(writer => {
    writer.startLagMonitor(clock)
    clock.advance(5)
    const held = clock.now.bind(clock)
    clock.now = () => held() + 30
    clock.advance(1)
    writer.stopLagMonitor()
    assert.equal(clock.running, 0)
  })
  const delays = events.filter(event => event.type === 'lag').map(event => event.delay)
  assert.deepEqual(delays, [30e6])
})

test('a closed log takes no more events', () => {
  const writer = new TraceWriter(new MemorySink(), plainRunRecord())
  writer.close({ endedAt: '', complete: true })
  assert.throws(() => writer.iwf({ what: 'exit', text: '' }), { code: 'trace-closed' })
})

test('a sink that fails ends the recording', async () => {
  const full = {
    append: () => {
      throw new Error('ENOSPC')
    },
    close: () => undefined,
  }
  const writer = new TraceWriter(full, plainRunRecord())
  await new Promise(setImmediate)
  assert.throws(() => writer.iwf({ what: 'log', text: 'x' }), /ENOSPC/)
})

test('a log survives SIGKILL with all that was recorded in earlier turns of the event loop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'))
  const path = join(folder, 'run.jsonl')
  const program = `
    import { TraceWriter } from ${JSON.stringify(import.meta.resolve('./writer.ts'))}
    import { FileSink } from ${JSON.stringify(import.meta.resolve('./sink.ts'))}
    const writer = new TraceWriter(new FileSink(process.argv[1]), ${JSON.stringify(plainRunRecord())})
    writer.iwf({ what: 'log', text: 'before' })
    setImmediate(() => process.kill(process.pid, 'SIGKILL'))`
  try {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, path])
    const [code, signal] = await new Promise<[number | null, string | null]>(done =>
      child.on('close', (code, signal) => done([code, signal])),
    )
    assert.deepEqual([code, signal], [null, 'SIGKILL'])
    const log = readTrace(path)
    assert.deepEqual(
      [...log].map(event => event.type),
      ['run', 'iwf'],
    )
    assert.match(log.incomplete ?? '', /killed/)
    assert.throws(() => new FileSink(path), { code: 'trace-write-failed' })
    assert.ok(readFileSync(path, 'utf8').endsWith('\n'))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
