import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { canonicalWvAddress } from '../protocols/ssp/wv-address.ts'
import { toSip, toWv, type Mapped } from './address-mapping.ts'

const sip = (user: string | undefined, host = 'sip.example', scheme = 'sip') => toWv({ scheme, user, host })
const address = (result: Mapped) => (result.mapped ? result.address : `refused: ${result.because}`)

describe('SIP user to wv user', () => {
  const vectors: [string, string, string][] = [
    ['bob', 'imps.example', 'wv:bob@imps.example'],
    ['Bob', 'IMPS.Example', 'wv:Bob@imps.example'],
    ["o'malley", 'sip.example', "wv:o'malley@sip.example"],
    ['a/b', 'sip.example', 'wv:a%2Fb@sip.example'],
    ['a%2Bb', 'sip.example', 'wv:a%2Bb@sip.example'],
    ['a+b', 'sip.example', 'wv:a%2Bb@sip.example'],
    ['+358401234567', 'sip.example', 'wv:+358401234567@sip.example'],
    ['+358-40-123.4567', 'sip.example', 'wv:+358401234567@sip.example'],
    ['f%C3%BC', 'sip.example', 'wv:f%C3%BC@sip.example'],
    ['a%20b', 'sip.example', 'wv:a%20b@sip.example'],
    ['a%25b', 'sip.example', 'wv:a%25b@sip.example'],
    ['a%2520b', 'sip.example', 'wv:a%2520b@sip.example'],
    ['a%22%3E', 'sip.example', 'wv:a%22%3E@sip.example'],
  ]
  for (const [user, host, expected] of vectors)
    test(`${user}@${host} becomes ${expected}`, () => assert.equal(address(sip(user, host)), expected))

  test('what cannot be a user is refused, with the reason', () => {
    assert.equal(address(sip('x%00y')), 'refused: unmappable')
    assert.equal(address(sip('%FF')), 'refused: unmappable')
    assert.equal(address(sip('bob', '[2001:db8::10]')), 'refused: unmappable')
    assert.equal(address(sip('"><x')), 'refused: syntax')
    assert.equal(address(sip('a%2')), 'refused: syntax')
    assert.equal(address(sip('')), 'refused: no-user')
    assert.equal(address(sip(undefined)), 'refused: no-user')
    assert.equal(address(sip('bob', 'imps.example', 'tel')), 'refused: scheme')
    assert.equal(address(sip('bob', 'imps.example', 'tel')), 'refused: scheme')
    assert.equal(address(sip('bob', 'imps example')), 'refused: syntax')
  })
})

describe('wv user to SIP user', () => {
  const vectors: [string, string][] = [
    ['wv:bob/home@imps.example', 'sip:bob@imps.example'],
    ['wv:a#b@imps.example', 'sip:a%23b@imps.example'],
    ['WV:BOB@imps.example', 'sip:BOB@imps.example'],
    ['bob@imps.example', 'sip:bob@imps.example'],
    ['wv:bob', 'sip:bob@imps.example'],
    ['wv:+358401234567@imps.example', 'sip:+358401234567@imps.example;user=phone'],
    ['wv:a%20b@imps.example', 'sip:a%20b@imps.example'],
  ]
  for (const [wv, expected] of vectors)
    test(`${wv} becomes ${expected}`, () => assert.equal(address(toSip(wv, 'imps.example')), expected))

  test('groups, services and control characters are no users', () => {
    assert.equal(address(toSip('wv:/lunch@imps.example', 'imps.example')), 'refused: not-a-user')
    assert.equal(address(toSip('wv:@imps.example', 'imps.example')), 'refused: not-a-user')
    assert.equal(address(toSip('wv:a\r\nEvil: 1@imps.example', 'imps.example')), 'refused: unmappable')
    assert.equal(address(toSip('wv:a@imps.example>;x=', 'imps.example')), 'refused: syntax')
  })
})

describe('round trips', () => {
  const user = fc.string({
    unit: fc.constantFrom(...Array.from(`aB9-_.!~*'()&=$,;?/+#%@ "<>{}üä漢`)),
    minLength: 1,
    maxLength: 12,
  })

  test('every user survives wv → SIP → wv up to letter case', () => {
    fc.assert(
      fc.property(user, text => {
        const escaped = [...Buffer.from(text)].map(octet => `%${octet.toString(16).padStart(2, '0')}`).join('')
        const wv = toWv({ scheme: 'sip', user: escaped, host: 'sip.example' })
        assert.ok(wv.mapped)
        const back = toSip(wv.address, 'sip.example')
        assert.ok(back.mapped)
        const at = back.address.lastIndexOf('@')
        const again = toWv({ scheme: 'sip', user: back.address.slice(4, at), host: 'sip.example' })
        assert.ok(again.mapped)
        assert.equal(canonicalWvAddress(again.address), canonicalWvAddress(wv.address))
      }),
    )
  })

  test('nothing special of the other domain is ever written raw', () => {
    fc.assert(
      fc.property(user, text => {
        const wv = toWv({ scheme: 'sip', user: encodeURIComponent(text), host: 'sip.example' })
        assert.ok(wv.mapped)
        assert.match(wv.address, /^wv:(\+[0-9]+|[A-Za-z0-9\-_.!~*'()&=$,;?%]+)@sip\.example$/)
      }),
    )
  })

  test('any input at all is mapped or refused, never thrown on', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        assert.equal(typeof toWv({ scheme: 'sip', user: left, host: right }).mapped, 'boolean')
        assert.equal(typeof toSip(left, right).mapped, 'boolean')
      }),
    )
  })
})
