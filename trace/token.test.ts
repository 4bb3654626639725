import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newToken, TOKEN, TOKEN_LENGTH, tokensIn } from './token.ts'

const seeded = () => {
  let state = 7
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

test('a new token is k and eleven base-36 digits, and another one each time', () => {
  const random = seeded()
  const tokens = Array.from({ length: 1000 }, () => newToken(random))
  assert.equal(new Set(tokens).size, 1000)
  for (const token of tokens) {
    assert.equal(token.length, TOKEN_LENGTH)
    assert.match(token, new RegExp(`^${TOKEN.source}$`))
  }
})

test('a known token is found wherever it stands, once, whatever its case', () => {
  const token = newToken(seeded())
  const known = new Map([[token, 'CAP-04']])
  const neighbours = fc.stringMatching(/^[k0-9a-z@:. ]{0,20}$/)
  fc.assert(
    fc.property(neighbours, neighbours, (before, after) => {
      assert.deepEqual(tokensIn(before + token + after + token.toUpperCase(), known), ['CAP-04'])
    }),
  )
})

test('what only looks like a token is not found', () => {
  assert.deepEqual(tokensIn('k00000000000 kkkkkkkkkkkkkk', new Map([['k11111111111', 'x']])), [])
})
