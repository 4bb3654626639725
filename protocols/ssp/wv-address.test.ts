import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonicalWvAddress, domainOf, formatWvAddress, kindOf, parseWvAddress, sameWvAddress } from './wv-address.ts'

describe('a wv: address', () => {
  const kinds: [text: string, kind: string][] = [
    ['wv:alice@a.example', 'user'],
    ['WV:+358401234567@a.example', 'user'],
    ['bob', 'user'],
    ['wv:alice/friends@a.example', 'private-group'],
    ['wv:/lunch@a.example', 'public-group'],
    ['wv:@a.example', 'service'],
  ]
  for (const [text, kind] of kinds) it(`${text} is a ${kind}`, () => assert.equal(kindOf(parseWvAddress(text)!), kind))

  it('is the same whatever case, prefix, percent-encoding and implied domain', () => {
    assert.ok(sameWvAddress('wv:Bob@IMPS.example', 'bob@imps.example'))
    assert.ok(sameWvAddress("wv:o'malley@a", 'wv:o%27malley@a'))
    assert.ok(sameWvAddress('bob', 'wv:bob@a.example', 'a.example'))
    assert.ok(sameWvAddress('wv:fü@a', 'wv:f%C3%BC@a'))
  })
  it('differs where an encoded special is no separator', () => {
    assert.ok(!sameWvAddress('wv:a/b@a', 'wv:a%2Fb@a'))
    assert.ok(!sameWvAddress('wv:+358@a', 'wv:%2B358@a'))
    assert.ok(!sameWvAddress('wv:a%2520b@a', 'wv:a%20b@a'))
  })
  it('tells its domain', () => {
    assert.equal(domainOf('wv:bob@A.example'), 'a.example')
    assert.equal(domainOf('wv:bob', 'B.example'), 'b.example')
    assert.equal(parseWvAddress('  '), undefined)
  })
  it('comes back from its own writing, and its canonical form is stable, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const address = parseWvAddress(text)
        if (address) assert.equal(canonicalWvAddress(formatWvAddress(address)), canonicalWvAddress(text))
        const canonical = canonicalWvAddress(text)
        assert.equal(canonicalWvAddress(canonical), canonical)
      }),
    )
  })
})
