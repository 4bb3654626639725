import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { linesOfText } from './lines.ts'
import { readTrace } from './reader.ts'
import { plainRunRecord } from './run-record.ts'
import { MemorySink } from './sink.ts'
import { TraceWriter } from './writer.ts'

function log(): string {
  const sink = new MemorySink()
  const writer = new TraceWriter(sink, plainRunRecord())
  const address = { host: '127.0.0.1', port: 1 }
  const tap = writer.open({
    owner: 'simple',
    protocol: 'msrp',
    transport: 'tcp',
    role: 'opened',
    local: address,
    remote: address,
  })
  tap.octets('sent', Buffer.from('ä\u2028'))
  tap.octets('sent', Buffer.from([0xff, 0xfe]))
  tap.octets('sent', Buffer.from('z'))
  writer.close({ endedAt: '', complete: true })
  return sink.text
}

const read = (text: string) => [...readTrace(linesOfText(text))]

test('what was written is read', () => {
  const reader = readTrace(linesOfText(log()))
  assert.equal([...reader].length, 6)
  assert.equal(reader.incomplete, undefined)
})

test('a file is read line by line, whatever its size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'))
  try {
    const path = join(folder, 'run.jsonl')
    const [first = ''] = log().split('\n')
    const long = JSON.stringify({ seq: 2, t: 9e15, type: 'iwf', what: 'log', text: 'ä\u2028'.repeat(200_000) })
    writeFileSync(path, `${first}\n${long}\n`)
    assert.equal([...readTrace(path)].length, 2)
    writeFileSync(path, '')
    assert.throws(() => [...readTrace(path)], { code: 'trace-empty' })
    assert.throws(() => [...readTrace(join(folder, 'none'))], { code: 'trace-unreadable' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a last line that is cut off is tolerated and told', () => {
  const reader = readTrace(linesOfText(log().slice(0, -20)))
  assert.equal([...reader].length, 5)
  assert.match(reader.incomplete ?? '', /line 6 is cut off/)
})

test('a log that was not closed is told', () => {
  const text = log().split('\n').slice(0, -2).join('\n') + '\n'
  const reader = readTrace(linesOfText(text))
  assert.equal([...reader].length, 5)
  assert.match(reader.incomplete ?? '', /run\.end/)
})

test('a change is found and its line named', () => {
  const lines = log().split('\n')
  const changed = (index: number, from: string | RegExp, to: string) =>
    lines.map((line, at) => (at === index ? line.replace(from, to) : line)).join('\n')
  assert.throws(() => read(changed(1, '"open"', '"opened"')), { code: 'trace-line-invalid', message: /^log:2: / })
  assert.throws(() => read(changed(1, '"opened"', '"dialled"')), { code: 'trace-line-invalid' })
  assert.throws(() => read(changed(1, '"simple"', '7')), { code: 'trace-line-invalid' })
  assert.throws(() => read(changed(2, '"text"', '"octets"')), { code: 'trace-line-invalid' })
  assert.throws(() => read(changed(2, '{', '')), { code: 'trace-line-invalid' })
  assert.throws(() => read(changed(0, '"schema":1', '"schema":99')), { code: 'trace-schema-unknown' })
  assert.throws(() => read(changed(3, '"seq":4', '"seq":5')), { code: 'trace-sequence-broken', message: /^log:4: / })
  assert.throws(() => read(changed(3, /"t":\d+/, '"t":0')), { code: 'trace-sequence-broken' })
  assert.throws(() => read(lines.slice(1).join('\n')), { code: 'trace-sequence-broken' })
  assert.throws(() => read(changed(4, '"offset":7', '"offset":8')), { code: 'trace-stream-broken' })
  assert.throws(() => read(changed(2, '"c1"', '"c2"')), { code: 'trace-stream-broken' })
})

test('an export holds a part of the events, in order', () => {
  const lines = log().split('\n')
  const part = [lines[0], lines[1], lines[4], ''].join('\n')
  assert.equal([...readTrace(linesOfText(part), { part: true })].length, 3)
  assert.throws(() => read(part), { code: 'trace-sequence-broken' })
})
