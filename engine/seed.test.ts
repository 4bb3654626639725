import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from './seed.ts'

const take = (seed: string, count: number) => Array.from({ length: count }, seededRandom(seed))

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    assert.deepEqual(take('one', 5), take('one', 5))
    assert.notDeepEqual(take('one', 5), take('two', 5))
  })

  it('gives numbers from 0 up to but not 1, spread over the whole range', () => {
    const numbers = take('spread', 2000)
    assert.ok(numbers.every(number => number >= 0 && number < 1))
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter(number => Math.floor(number * 10) === tenth).length
      assert.ok(share > 120 && share < 280, `${share} of 2000 in tenth ${tenth}`)
    }
    assert.equal(new Set(numbers).size, numbers.length)
  })
})
