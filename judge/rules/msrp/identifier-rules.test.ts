import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { mostBits, patternOf } from './identifier-rules.ts'

const hexadecimal = (octets: number) => () => randomBytes(octets).toString('hex')
const base64url = (octets: number) => () => randomBytes(octets).toString('base64url')
const bits = (ids: readonly string[]) => Math.min(...ids.map(id => mostBits(id, patternOf(ids))))
const drawn = (draw: () => string, count: number) => Array.from({ length: count }, draw)

describe('the most bits that an identifier can have', () => {
  it('are never fewer than those that it was drawn with, however small the sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 8, max: 20 }), (count, octets) => {
        assert.ok(bits(drawn(hexadecimal(octets), count)) >= 8 * octets)
        assert.ok(bits(drawn(base64url(octets), count)) >= 8 * octets)
      }),
    )
  })

  it('are those of hexadecimal digits where one id happens to have no letter', () => {
    assert.equal(bits(['0123456789012345']) >= 64, true)
  })

  it('are those of digits where many ids have nothing else', () => {
    const ids = Array.from({ length: 20 }, (_, n) => String(10 ** 15 + 7919 ** 3 * n))
    assert.ok(bits(ids) < 64)
  })

  it('do not count what many ids begin with', () => {
    const ids = Array.from({ length: 20 }, (_, n) => `the-same-long-beginning-${String.fromCharCode(97 + n)}`)
    assert.ok(bits(ids) < 10)
    assert.ok(bits(ids.slice(0, 2)) > 64)
  })
})
