import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import { AcceptedResponseRetransmission } from './accepted-response-retransmission.ts'
import { defaultSipTimers } from './timers.ts'

suite('retransmission of 2xx by its sender (RFC 3261 §13.3.1.4)', () => {
  const start = () => {
    const clock = new ManualClock()
    const events: (number | string)[] = []
    const retransmission = new AcceptedResponseRetransmission({
      clock,
      timers: defaultSipTimers,
      resend: () => events.push(clock.now()),
      unacknowledged: () => events.push(`given up at ${clock.now()}`),
    })
    return { clock, events, retransmission }
  }

  test('at T1, then at intervals that double up to T2, until 64·T1 without ACK', () => {
    const { clock, events } = start()
    clock.advance(60_000)
    const at = [500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]
    assert.deepEqual(events, [...at, 'given up at 32000'])
    assert.equal(clock.running, 0)
  })

  test('ends with the ACK', () => {
    const { clock, events, retransmission } = start()
    clock.advance(1600)
    retransmission.stop()
    clock.advance(60_000)
    assert.deepEqual(events, [500, 1500])
    assert.equal(clock.running, 0)
  })
})
