import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseNameAddress, serialiseNameAddress } from './name-address.ts'
import { parameterText } from './parameters.ts'

describe('parseNameAddress', () => {
  it('reads a quoted display name, URI and tag', () => {
    const address = parseNameAddress('"A. \\"G.\\" Bell" <sip:agb@bell.example;transport=tcp> ; tag = a48s;x')
    assert.equal(address?.displayName, 'A. "G." Bell')
    assert.equal(address.uri, 'sip:agb@bell.example;transport=tcp')
    assert.equal(address.tag, 'a48s')
    assert.ok(address.bracketed)
    assert.deepEqual(address.parameters, [{ name: 'tag', value: 'a48s' }, { name: 'x' }])
  })

  it('gives the parameters after a bare URI to the header field', () => {
    const address = parseNameAddress('sip:+12125551212@server.phone2net.example;tag=887s')
    assert.deepEqual([address?.uri, address?.tag], ['sip:+12125551212@server.phone2net.example', '887s'])
    assert.equal(address?.bracketed, false)
  })

  it('reads feature tags of a Contact', () => {
    const contact = parseNameAddress('<sip:a@b>;+g.oma.sip-im;methods="INVITE,BYE";description="<PC>";q=0.5')
    assert.equal(parameterText(contact?.parameters ?? [], 'Methods'), 'INVITE,BYE')
    assert.equal(parameterText(contact?.parameters ?? [], 'description'), '<PC>')
    const bare = parseNameAddress('sip:a@b;description="<PC>"')
    assert.equal(bare?.uri, 'sip:a@b')
  })

  for (const value of [
    '',
    '"open <sip:a@b>',
    '<sip:a@b',
    '< sip:a@b >',
    'Bell, Alexander <sip:a@b>',
    'sip:a@b?Subject=x',
    '<>',
    '"x" sip:a@b',
    '<sip:a@b>;;',
    '<sip:a@b>;tag=',
    '<sip:a@b> x',
  ])
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(parseNameAddress(value), undefined))

  it('is the inverse of serialiseNameAddress for any display name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), displayName => {
        const text = serialiseNameAddress({ displayName, uri: 'sip:a@b', parameters: [{ name: 'tag', value: '1' }] })
        assert.equal(parseNameAddress(text)?.displayName, displayName)
        assert.equal(parseNameAddress(text)?.tag, '1')
      }),
    )
  })
})
