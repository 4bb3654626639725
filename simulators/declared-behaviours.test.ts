import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../protocols/clock.ts'
import { answers, awaits, holds, ignores, Release } from './behaviour.ts'
import { DeclaredBehaviours } from './declared-behaviours.ts'
import { noObserver } from './observer.ts'

function scene() {
  const clock = new ManualClock()
  const record: string[] = []
  const met: string[] = []
  const observer = {
    ...noObserver,
    behaviour: (name: string, target: string, exercised: boolean) =>
      void record.push(`${target} ${exercised ? 'exercised' : 'declared'} ${name}`),
  }
  const behaviours = new DeclaredBehaviours<'query' | 'message'>(clock, observer, 'bob')
  const meet = (kind: 'query' | 'message') =>
    behaviours.meet(kind, {
      answer: () => met.push('properly'),
      answerStatus: ({ status }) => met.push(String(status)),
      ignore: () => met.push('not at all'),
    })
  return { clock, record, met, behaviours, meet }
}

describe('what a user was told to do', () => {
  it('is nothing by default: a proper answer at once, and no word in the record', () => {
    const { met, record, meet } = scene()
    meet('query')
    assert.deepEqual(met, ['properly'])
    assert.deepEqual(record, [])
  })

  it('concerns one kind of request, and what was said last counts', () => {
    const { met, behaviours, meet } = scene()
    behaviours.declare('query', ignores())
    behaviours.declare('query', answers(532))
    meet('message')
    meet('query')
    assert.deepEqual(met, ['properly', '532'])
  })

  it('stands in the record when declared and each time it comes into play, with the request that it withholds', () => {
    const { record, behaviours, meet } = scene()
    behaviours.declare('query', holds(50))
    meet('query')
    meet('query')
    assert.deepEqual(record, [
      'bob declared query: holds 50 ms',
      'bob exercised query: holds 50 ms',
      'bob exercised query: holds 50 ms',
    ])
  })

  it('holds an answer for its time', () => {
    const { clock, met, behaviours, meet } = scene()
    behaviours.declare('query', holds(50))
    meet('query')
    clock.advance(49)
    assert.deepEqual(met, [])
    clock.advance(1)
    assert.deepEqual(met, ['properly'])
  })

  it('awaits a release', () => {
    const { met, behaviours, meet } = scene()
    const release = new Release()
    behaviours.declare('query', awaits(release))
    meet('query')
    assert.deepEqual(met, [])
    release.now()
    assert.deepEqual(met, ['properly'])
  })

  it('ignores', () => {
    const { met, behaviours, meet } = scene()
    behaviours.declare('query', ignores())
    meet('query')
    assert.deepEqual(met, ['not at all'])
  })
})

describe('a user who is gone', () => {
  it('answers nothing that was held back, and leaves no timer', () => {
    const { clock, met, behaviours, meet } = scene()
    const release = new Release()
    behaviours.declare('query', holds(50))
    behaviours.declare('message', awaits(release))
    meet('query')
    meet('message')
    behaviours.close()
    release.now()
    assert.equal(clock.running, 0)
    assert.deepEqual(met, [])
  })

  it('forgoes what was due later, and all that comes after', () => {
    const { clock, behaviours } = scene()
    const forgone: string[] = []
    const later = (what: string) =>
      behaviours.later(
        10,
        () => assert.fail(what),
        () => forgone.push(what),
      )
    later('before')
    behaviours.close()
    later('after')
    clock.advance(10)
    assert.deepEqual(forgone, ['before', 'after'])
  })
})
