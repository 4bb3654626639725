import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sampleMessages, sampleOctets } from '../sample/sample-messages.ts'
import { ladderStart, ladderSteps, type Ladder } from './ladder.ts'

const at = (...times: readonly number[]): Ladder => ({
  messages: sampleMessages(
    times.map(time => ({ at: time, from: 'simple', to: 'iwf', protocol: 'sip', octets: sampleOctets.ack })),
  ),
  notes: [],
  quiets: [],
})

describe('ladderSteps', () => {
  it('puts messages, notes and silences of both legs in the order of time, beginning at 0', () => {
    const ladder: Ladder = {
      ...at(1010, 1000),
      notes: [{ at: 1005, lane: 'imps', kind: 'instruction', text: 'holds' }],
      quiets: [{ from: 1011, to: 1020, label: 'after' }],
    }
    const steps = ladderSteps(ladder).map(step => [step.kind, step.at])
    assert.deepEqual(steps, [
      ['message', 0],
      ['note', 5],
      ['message', 10],
      ['quiet', 11],
      ['quiet', 20],
    ])
    assert.equal(ladderStart(ladder), 1000)
  })
  it('spaces steps in proportion to time', () => {
    const gaps = ladderSteps(at(0, 10, 20, 40)).map(step => step.gap)
    assert.equal(gaps[0], 0)
    assert.equal(gaps[1], gaps[2])
    assert.equal(gaps[3], 2 * gaps[1]!)
  })
  it('compresses what is too long for the scale and says how long it was', () => {
    const steps = ladderSteps(at(0, 10, 20, 30, 5030))
    assert.deepEqual(
      steps.map(step => step.compressed),
      [undefined, undefined, undefined, undefined, 5000],
    )
    assert.ok(steps[4]!.gap < 10 * steps[1]!.gap)
  })
  it('tells which steps fall into a silence', () => {
    const ladder = { ...at(0, 5, 20), quiets: [{ from: 1, to: 10, label: 'x' }] }
    const inside = ladderSteps(ladder).filter(step => step.quiet !== undefined)
    assert.deepEqual(
      inside.map(step => step.at),
      [5, 10],
    )
  })
  it('draws nothing from nothing', () => {
    assert.deepEqual(ladderSteps(at()), [])
    assert.equal(ladderStart(at()), 0)
  })
})
