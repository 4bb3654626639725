import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attribute } from './attribution.ts'
import { eventsByCase } from './export.ts'
import { linesOfText } from './lines.ts'
import { LogScript, sipText } from './log-script.ts'
import { readTrace } from './reader.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'

test('an export holds the notes and octets of its case, and can be read', () => {
  const log = new LogScript().begin('A-01', A).begin('B-01', B)
  const message = (token: string) => sipText('INVITE sip:x SIP/2.0', { token })
  log.sip('sent', message(A))
  log.sip('sent', message(B))
  log.stream('sip', 's', 'received', message(B))
  log.stream('sip', 's', 'received', message(A).slice(0, 10))
  log.stream('sip', 's', 'received', message(A).slice(10))
  log.stream('sip', 'other', 'received', message(B))
  log.finish('A-01').lag(5)
  log.finish('B-01')
  const events = log.closed()
  const exported = eventsByCase(events, attribute(events)).get('A-01') ?? []
  const text = exported.map(event => `${JSON.stringify(event)}\n`).join('')
  assert.ok(!text.includes(B))
  const part = [...readTrace(linesOfText(text), { part: true })]
  assert.deepEqual(
    part.map(({ type }) => type),
    ['run', 'case.begin', 'case.phase', 'case.phase', 'datagram', 'open', 'octets', 'octets', 'case.end', 'run.end'],
  )
  assert.deepEqual(
    attribute(part).messages.map(({ executions }) => executions[0]?.id),
    ['A-01', 'A-01'],
  )
})
