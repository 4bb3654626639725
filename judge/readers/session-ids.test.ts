import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { guessability } from './session-ids.ts'

/** The same on every run, and as irregular as anything. */
const digest = (index: number, encoding: 'hex' | 'base64url' = 'base64url') =>
  createHash('sha256').update(String(index)).digest(encoding)
const fifty = (id: (index: number) => string) => Array.from({ length: 50 }, (_, index) => id(index))

describe('what a guesser of session ids is up against', () => {
  it('is every bit of long random ones', () => {
    const { repeated, bits, ordered } = guessability(fifty(index => digest(index).slice(0, 20)))
    assert.deepEqual(repeated, [])
    assert.equal(Math.round(bits), 120)
    assert.equal(ordered, 0)
  })

  it('does not count what all have in common, at either end', () => {
    const { bits } = guessability(fifty(index => `iwf-${digest(index, 'hex').slice(0, 16)}-session`))
    assert.equal(bits, 64)
  })

  it('is nothing where they are counted up, however they are padded', () => {
    for (const id of [(index: number) => `s${index}`, (index: number) => `000000000000000000000000${1000 + index}x`])
      assert.equal(guessability(fifty(id)).unforeseeable, 0)
  })

  it('does not count a clock or a counter amid random characters', () => {
    const { ordered, unforeseeable } = guessability(
      fifty(
        index => `${digest(index, 'hex').slice(0, 8)}${1700000000 + index * 7}${digest(index, 'hex').slice(8, 16)}`,
      ),
    )
    assert.ok(ordered >= 3)
    assert.ok(unforeseeable < 80)
  })

  it('tells those that were given out twice', () => {
    assert.deepEqual(guessability(['a1', 'b2', 'a1']).repeated, ['a1'])
  })

  it('allows for characters that the sample does not show', () => {
    const { bits, bitsAtBest } = guessability(['ab3', 'cd4', '0ef', '198'])
    assert.ok(bits < bitsAtBest)
    assert.equal(bitsAtBest, 12)
  })
})
