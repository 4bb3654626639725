import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepts, effectOf } from './access-lists.ts'

const bit = (number: number, place: number) => ((number >> place) & 1) === 1
const vectors = Array.from({ length: 16 }, (_, n) => ({
  blockInUse: bit(n, 3),
  blocked: bit(n, 2),
  grantInUse: bit(n, 1),
  granted: bit(n, 0),
}))

describe('the effect of block and grant lists', () => {
  it('denies exactly when blocked by a list in use, or missing from a grant list in use', () => {
    for (const lists of vectors) {
      const denied = (lists.blockInUse && lists.blocked) || (lists.grantInUse && !lists.granted)
      assert.equal(accepts(effectOf(lists)), !denied, JSON.stringify(lists))
    }
  })

  it('denies 7 of the 16 vectors', () => {
    assert.equal(vectors.filter(lists => !accepts(effectOf(lists))).length, 7)
  })

  it('lets block win over grant', () => {
    assert.equal(accepts(effectOf({ blockInUse: true, blocked: true, grantInUse: true, granted: true })), false)
  })
})
