import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { escapeUser, unescapeOctets } from './escapes.ts'
import { parseSipUri, parseUri, serialiseUri } from './uri.ts'

const lawful = [
  'sip:alice@atlanta.com',
  'sip:alice:secretword@atlanta.com;transport=tcp',
  'sips:alice@atlanta.com?subject=project%20x&priority=urgent',
  'sip:+1-212-555-1212:1234@gateway.com;user=phone',
  'sips:1212@gateway.com',
  'sip:alice@192.0.2.4',
  'sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com',
  'sip:alice;day=tuesday@atlanta.com',
  'sip:user@[2001:db8::10]:5070;maddr=[2001:db8::1]',
  'sip:sips%3Auser%40example.com@example.net',
  "sip:o'malley@sip.example.",
  'sip:a/b?c@sip.example',
  'tel:+358-40-123(45)',
  'tel:7042;phone-context=example.com',
  'im:fred@example.com',
  'urn:service:sos',
]

describe('parseUri', () => {
  for (const text of lawful)
    it(`takes apart ${text} and puts it together again`, () => {
      const uri = parseUri(text)
      assert.ok(uri)
      assert.equal(serialiseUri(uri), text)
      assert.deepEqual(parseUri(serialiseUri(uri)), uri)
    })

  it('names the parts of a SIP URI', () =>
    assert.deepEqual(parseSipUri('SIP:a%40b:p@H.example:5070;lr;x=1?s=t&u='), {
      scheme: 'sip',
      user: 'a%40b',
      password: 'p',
      host: 'H.example',
      port: 5070,
      parameters: [{ name: 'lr' }, { name: 'x', value: '1' }],
      headers: [
        { name: 's', value: 't' },
        { name: 'u', value: '' },
      ],
    }))

  for (const text of [
    '',
    'alice@atlanta.com',
    'sip:',
    'sip:@atlanta.com',
    'sip:a b@atlanta.com',
    'sip:"><x@atlanta.com',
    'sip:a@b@c',
    'sip:a%4@b',
    'sip:a@-b.com',
    'sip:a@b..c',
    'sip:a@1.2.3',
    'sip:a@[::g]',
    'sip:a@[::1',
    'sip:a@b:',
    'sip:a@b:65536',
    'sip:a@b;',
    'sip:a@b;x=',
    'sip:a@b;x=1;X=2',
    'sip:a@b?',
    'sip:a@b?x',
    'tel:xyz',
    'tel:+',
    'im:example.com',
    'http://a b',
    '<sip:a@b>',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseUri(text), undefined))
})

describe('escapes', () => {
  it('write any octets as a user that means the same octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), octets => {
        const user = escapeUser(Buffer.from(octets))
        assert.ok(parseSipUri(`sip:${user}@b`), user)
        assert.deepEqual(unescapeOctets(user), Buffer.from(octets))
      }),
    )
  })

  it('are undone once, and left alone where they are none', () => {
    assert.equal(unescapeOctets('%2520').toString(), '%20')
    assert.equal(unescapeOctets('100%').toString(), '100%')
    assert.equal(escapeUser('ü@x'), '%C3%BC%40x')
  })
})
