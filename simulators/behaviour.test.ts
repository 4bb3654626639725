import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answers, awaits, behaviourName, holds, ignores, Release } from './behaviour.ts'

describe('a release', () => {
  it('lets go what waits for it, once, in order', () => {
    const release = new Release()
    const done: string[] = []
    release.then(() => done.push('first'))
    release.then(() => done.push('second'))
    assert.deepEqual(done, [])
    release.now()
    release.now()
    assert.deepEqual(done, ['first', 'second'])
  })

  it('holds nothing back afterwards', () => {
    const release = new Release()
    release.now()
    let done = false
    release.then(() => (done = true))
    assert.equal(done, true)
  })
})

describe('the name of a behaviour in the record', () => {
  it('says what is done, how long, and in which form', () => {
    assert.deepEqual(
      [holds(1200), answers(532), answers(532, 'detail'), ignores(), awaits(new Release())].map(behaviourName),
      ['holds 1200 ms', 'answers 532', 'answers 532 (detail)', 'ignores', 'awaits release'],
    )
  })
})
