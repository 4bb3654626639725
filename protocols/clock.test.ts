import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from './clock.ts'

describe('ManualClock', () => {
  it('stands still until advanced', () => {
    const clock = new ManualClock()
    let fired = false
    clock.after(100, () => (fired = true))
    clock.advance(99)
    assert.equal(fired, false)
    clock.advance(1)
    assert.equal(fired, true)
    assert.equal(clock.now(), 100)
  })

  it('fires timers in the order in which they fall due, equal ones in the order in which they were started', () => {
    const clock = new ManualClock()
    const order: string[] = []
    clock.after(20, () => order.push('later'))
    clock.after(10, () => order.push('first'))
    clock.after(10, () => order.push('second'))
    clock.advance(30)
    assert.deepEqual(order, ['first', 'second', 'later'])
  })

  it('fires a timer that was started by another one within the same advance, at its own time', () => {
    const clock = new ManualClock()
    const times: number[] = []
    clock.after(10, () => clock.after(10, () => times.push(clock.now())))
    clock.advance(50)
    assert.deepEqual(times, [20])
  })

  it('forgets a cancelled timer and knows how many run', () => {
    const clock = new ManualClock()
    const timer = clock.after(10, () => assert.fail('cancelled'))
    assert.equal(clock.running, 1)
    timer.cancel()
    assert.equal(clock.running, 0)
    clock.advance(20)
  })
})
