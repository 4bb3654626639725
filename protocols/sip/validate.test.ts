import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSip } from './parse.ts'
import { sipSyntaxRules } from './syntax-rules.ts'
import { validateSip } from './validate.ts'

const good: Readonly<Record<string, string>> = {
  Via: 'SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKa1b2c3;rport',
  'Max-Forwards': '70',
  From: '"Alice" <sip:alice@sip.example>;tag=f1',
  To: '<sip:bob@imps.example>',
  'Call-ID': '7a1c@192.0.2.10',
  CSeq: '1 INVITE',
  Contact: '<sip:alice@192.0.2.10:5060;transport=tcp>;+g.oma.sip-im',
  'Accept-Contact': '*;+g.oma.sip-im',
  'P-Asserted-Identity': '<sip:alice@sip.example>',
  Allow: 'INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE',
  Supported: 'timer',
  'User-Agent': 'IM-client/OMA1.0 Harness/1 (test (nested))',
  'Content-Length': '0',
}

/** The rules broken by the good INVITE with some header fields replaced, removed (undefined), or added. */
function broken(changes: Readonly<Record<string, string | undefined>>, start = 'INVITE sip:bob@imps.example SIP/2.0') {
  const fields = Object.entries({ ...good, ...changes }).filter(([, value]) => value !== undefined)
  const text = `${start}\r\n${fields.map(([name, value]) => `${name}: ${value ?? ''}\r\n`).join('')}\r\n`
  const octets = Buffer.from(text)
  return validateSip(parseSip(octets)).map(({ rule, start: from, end }) => {
    assert.ok(from >= 0 && from < end && end <= octets.length, 'the range lies within the octets')
    return rule
  })
}

describe('validateSip', () => {
  it('has nothing to say of a well-formed INVITE', () => assert.deepEqual(broken({}), []))

  const wrong: readonly (readonly [rule: keyof typeof sipSyntaxRules, changes: Record<string, string | undefined>])[] =
    [
      ['SIP-SYN-10', { 'X-Any': 'a\x01b' }],
      ['SIP-SYN-16', { 'Max-Forwards': undefined }],
      ['SIP-SYN-16', { Contact: undefined }],
      ['SIP-SYN-17', { f: '<sip:mallory@sip.example>;tag=2' }],
      ['SIP-SYN-18', { CSeq: 'one INVITE' }],
      ['SIP-SYN-18', { CSeq: '1' }],
      ['SIP-SYN-19', { CSeq: '2147483648 INVITE' }],
      ['SIP-SYN-20', { CSeq: '1 invite' }],
      ['SIP-SYN-21', { Via: 'SIP/2.0/TCP' }],
      ['SIP-SYN-21', { v: '' }],
      ['SIP-SYN-21', { v: 'SIP/2.0/TCP h:99999;branch=z9hG4bKx' }],
      ['SIP-SYN-21', { v: 'SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKx;ttl=256' }],
      ['SIP-SYN-22', { Via: 'SIP/2.0/TCP 192.0.2.10' }],
      ['SIP-SYN-23', { From: 'Alice <sip:alice@sip.example>;tag=1 2' }],
      ['SIP-SYN-24', { From: '<sip:alice@sip.example>' }],
      ['SIP-SYN-25', { To: '<sip:bob@@imps.example>' }],
      ['SIP-SYN-26', { 'Call-ID': 'a b' }],
      ['SIP-SYN-27', { 'Max-Forwards': '256' }],
      ['SIP-SYN-27', { 'Max-Forwards': '-1' }],
      ['SIP-SYN-28', { Contact: 'sip:a@b, , sip:c@d' }],
      ['SIP-SYN-28', { Contact: '<sip:a@b>;q=1.5' }],
      ['SIP-SYN-28', { Contact: '<sip:a@b>;expires=4294967296' }],
      ['SIP-SYN-30', { Route: 'sip:proxy.example;lr' }],
      ['SIP-SYN-31', { 'P-Asserted-Identity': '<sip:alice@sip.example>;tag=1' }],
      ['SIP-SYN-31', { 'P-Asserted-Identity': '<sip:a@b>, <tel:+1>, <sip:c@d>' }],
      ['SIP-SYN-32', { Require: '' }],
      ['SIP-SYN-32', { Allow: 'INVITE ACK' }],
      ['SIP-SYN-33', { c: 'text' }],
      ['SIP-SYN-33', { c: 'text/plain;charset' }],
      ['SIP-SYN-34', { Accept: 'text/plain, sdp' }],
      ['SIP-SYN-35', { Warning: '30 example.com "no"' }],
      ['SIP-SYN-36', { 'Retry-After': 'soon' }],
      ['SIP-SYN-37', { Date: 'Sun, 22 Nov 2026 10:00:00 +0000' }],
      ['SIP-SYN-38', { Expires: '4294967296' }],
      ['SIP-SYN-39', { 'Session-Expires': '90;refresher=me' }],
      ['SIP-SYN-40', { Reason: 'SIP;cause=busy' }],
      ['SIP-SYN-41', { RSeq: 'x' }],
      ['SIP-SYN-42', { Server: 'A/ (open' }],
      ['SIP-SYN-43', { Timestamp: 'now' }],
      ['SIP-SYN-46', { 'Content-Disposition': ';handling=optional' }],
      ['SIP-SYN-47', { 'Accept-Contact': '+g.oma.sip-im' }],
      ['SIP-SYN-48', { 'Content-Encoding': 'gzip;q=1' }],
      ['SIP-SYN-49', { Privacy: 'id;;user' }],
    ]
  for (const [rule, changes] of wrong)
    it(`${rule}: ${sipSyntaxRules[rule].statement} (${JSON.stringify(changes)})`, () =>
      assert.deepEqual(broken(changes), [rule]))

  it('accepts what is rare but lawful', () => {
    const rare = {
      Via: 'SIP / 2.0 / TLS [2001:db8::1] : 5061 ;branch=z9hG4bK.1;received=2001:db8::9;rport=9',
      Contact: '*',
      Route: '<sip:p1.example;lr>, "Proxy, second" <sip:p2.example;lr>;x="a,b"',
      'P-Asserted-Identity': '"Alice, A." <sip:alice@sip.example>, <tel:+358401234567>',
      Supported: '',
      Warning: '304 192.0.2.1:5060 "Media type \\"audio\\" not available", 399 iwf "x"',
      'Retry-After': '18000 (in (a) meeting);duration=3600',
      Date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      'Session-Expires': '1800 ;refresher=UAS',
      Reason: 'SIP;cause=480;text="IMPS user logged out", Q.850;cause=16',
      Timestamp: '54.5 .3',
      Privacy: 'id; critical',
      'X-Unknown': ';;,,"<',
    }
    assert.deepEqual(broken(rare), [])
  })

  it('says that a Request-URI cannot hold headers', () =>
    assert.deepEqual(broken({}, 'INVITE sip:bob@imps.example?subject=x SIP/2.0'), ['SIP-SYN-29']))

  it('wants Content-Type with a body', () => {
    const text = `INVITE sip:bob@imps.example SIP/2.0\r\n${Object.entries({ ...good, 'Content-Length': '2' })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\nhi`
    assert.deepEqual(
      validateSip(parseSip(Buffer.from(text))).map(({ rule }) => rule),
      ['SIP-SYN-15'],
    )
  })

  it('wants no Contact in MESSAGE and its 2xx, and one in the 2xx to INVITE', () => {
    const message = { CSeq: '1 MESSAGE' }
    assert.deepEqual(broken(message, 'MESSAGE sip:bob@imps.example SIP/2.0'), ['SIP-SYN-51'])
    assert.deepEqual(broken(message, 'SIP/2.0 202 Accepted'), ['SIP-SYN-51'])
    assert.deepEqual(broken({ Contact: undefined }, 'SIP/2.0 200 OK'), ['SIP-SYN-16'])
  })

  it('wants Unsupported in 420 and Min-SE in 422', () => {
    assert.deepEqual(broken({}, 'SIP/2.0 420 Bad Extension'), ['SIP-SYN-16'])
    assert.deepEqual(broken({ 'Min-SE': '90' }, 'SIP/2.0 422 Session Interval Too Small'), [])
  })
})
