import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LagTimeline } from './lag-timeline.ts'

/** Delays from 10 to 20 ms, 30 to 35 ms and 100 to 150 ms. */
function timeline(): LagTimeline {
  const lag = new LagTimeline()
  for (const [to, delay] of [
    [20, 10],
    [35, 5],
    [150, 50],
  ] as const)
    lag.add({ seq: to, t: to * 1e6, type: 'lag', delay: delay * 1e6 })
  return lag
}

describe('the delays of a recorder', () => {
  it('are counted around a moment: the longest that it lies in, or shortly after', () => {
    const lag = timeline()
    assert.deepEqual(
      [5, 15, 21, 25, 120, 200].map(at => lag.around(at)),
      [0, 10, 10, 0, 50, 0],
    )
  })

  it('are added up over a period, as far as they lie in it', () => {
    const lag = timeline()
    assert.equal(lag.during(0, 200), 65)
    assert.equal(lag.during(15, 32), 7)
    assert.equal(lag.during(21, 29), 0)
    assert.equal(lag.during(110, 120), 10)
  })
})
