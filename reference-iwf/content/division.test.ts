import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ClientProfile } from '../capability/client-profile.ts'
import { divided, withDivision } from './division.ts'

const client = (limit: number | undefined): ClientProfile => ({
  any: false,
  types: new Map([
    ['text/plain', limit],
    ['image/png', 20_000],
  ]),
  anyLimit: undefined,
})
const text = (words: string) => ({ type: 'text/plain;charset=UTF-8', octets: Buffer.from(words) })
const pieces = (words: string, limit: number) =>
  divided(text(words), client(limit), ['split']).map(({ octets }) => octets.toString('utf8'))

describe('a text that is too long for one message', () => {
  test('is divided into pieces that the client takes and that together are the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.integer({ min: 64, max: 300 }),
        (words, limit) => {
          const parts = divided(text(words), client(limit), ['split'])
          assert.ok(parts.every(({ octets }) => octets.length <= limit))
          assert.ok(parts.length === 1 || parts.every(({ octets }) => octets.length > 0))
          assert.equal(Buffer.concat(parts.map(({ octets }) => octets)).toString('utf8'), words)
          // Each is text of its own: no character is torn apart.
          for (const { octets } of parts) assert.ok(Buffer.from(octets.toString('utf8')).equals(octets))
        },
      ),
    )
  })

  test('is left whole where it fits, where nothing limits it, where there is no room, and where no division is declared', () => {
    assert.equal(divided(text('x'.repeat(1000)), client(1000), ['split']).length, 1)
    assert.equal(divided(text('x'.repeat(5000)), client(undefined), ['split']).length, 1)
    assert.equal(divided(text('x'.repeat(5000)), client(10), ['split']).length, 1)
    assert.equal(divided(text('x'.repeat(5000)), client(1000), []).length, 1)
    assert.equal(divided({ type: 'image/png', octets: Buffer.alloc(30_000) }, client(1000), ['split']).length, 1)
  })

  test('is not cut beside white space, which the ends of a message may lose', () => {
    const words = pieces('four five '.repeat(40), 64)
    assert.ok(words.length > 1)
    for (const piece of words.slice(0, -1)) assert.equal(piece, piece.trimEnd())
    for (const piece of words.slice(1)) assert.equal(piece, piece.trimStart())
  })

  test('keeps together what is read as one character', () => {
    const family = '👩‍👩‍👧'
    assert.deepEqual(pieces(`${'x'.repeat(60)}${family}`, 64), ['x'.repeat(60), family])
    assert.deepEqual(pieces(`${'x'.repeat(63)}e\u0301`, 64), ['x'.repeat(63), 'e\u0301'])
  })
})

test('what can be divided is taken in beyond the limit of one message, other content is not', () => {
  const taken = withDivision({ ...client(1000), transcoded: new Map([['text/html', 'text/plain']]) }, ['split'])
  assert.equal(taken.types.get('text/plain'), 100_000)
  assert.equal(taken.types.get('image/png'), 20_000)
  assert.equal(withDivision(client(1000), []).types.get('text/plain'), 1000)
  assert.equal(withDivision(client(undefined), ['split']).types.get('text/plain'), undefined)
})
