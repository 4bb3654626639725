import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../protocols/clock.ts'
import { request, type HeaderField } from '../../protocols/sip/build.ts'
import { ReliableProvisionals, takesReliable } from './reliable-provisionals.ts'

const invite = (...headers: readonly HeaderField[]) =>
  request({ method: 'INVITE', requestUri: 'sip:bob@imps.example', headers: [['CSeq', '1 INVITE'], ...headers] })
const prack = (rack: string) => request({ method: 'PRACK', requestUri: 'sip:iwf@127.0.0.1', headers: [['RAck', rack]] })

function sent() {
  const clock = new ManualClock()
  const told: string[] = []
  const provisionals = new ReliableProvisionals({
    clock,
    timers: { T1: 500, T2: 4000, T4: 5000 },
    invite: invite(),
    unacknowledged: () => void told.push(`unacknowledged ${clock.now()}`),
  })
  const sequence = new Map(provisionals.next()).get('RSeq') ?? ''
  provisionals.sent(() => void told.push(String(clock.now())))
  return { clock, told, provisionals, sequence }
}

test('they are for who supports or requires them', () => {
  assert.equal(takesReliable(invite(['Supported', 'timer, 100rel'])), true)
  assert.equal(takesReliable(invite(['Require', '100rel'])), true)
  assert.equal(takesReliable(invite(['Supported', 'timer'])), false)
})

test('one is repeated at T1, doubling without limit, until its PRACK comes', () => {
  const { clock, told, provisionals, sequence } = sent()
  clock.advance(8000)
  assert.deepEqual(told, ['500', '1500', '3500', '7500'])
  assert.equal(provisionals.acknowledge(prack(`${sequence} 1 INVITE`)), true)
  assert.equal(provisionals.pending, false)
  assert.equal(clock.running, 0)
})

test('a PRACK for another response, or another request, acknowledges nothing', () => {
  const { provisionals, sequence } = sent()
  assert.equal(provisionals.acknowledge(prack(`${Number(sequence) + 1} 1 INVITE`)), false)
  assert.equal(provisionals.acknowledge(prack(`${sequence} 2 INVITE`)), false)
  assert.equal(provisionals.acknowledge(prack('')), false)
  assert.equal(provisionals.pending, true)
})

test('the next one has the next number', () => {
  const { provisionals, sequence } = sent()
  assert.deepEqual(provisionals.next(), [
    ['Require', '100rel'],
    ['RSeq', String(Number(sequence) + 1)],
  ])
})

test('what waits for the PRACK happens with it, and never when none comes', () => {
  const heard = sent()
  heard.provisionals.whenAcknowledged(() => void heard.told.push('done'))
  heard.provisionals.acknowledge(prack(`${heard.sequence} 1 INVITE`))
  assert.deepEqual(heard.told, ['done'])
  const unheard = sent()
  unheard.provisionals.whenAcknowledged(() => void unheard.told.push('done'))
  unheard.clock.advance(32_000)
  assert.equal(unheard.told.at(-1), 'unacknowledged 32000')
  assert.ok(!unheard.told.includes('done'))
})
