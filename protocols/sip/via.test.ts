import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newBranch, newCallId, newTag } from './identifiers.ts'
import { parseVia, serialiseVia, viaValue, withReceived } from './via.ts'

describe('parseVia', () => {
  it('reads all parts', () => {
    const via = parseVia('SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7;rport;ttl=16')
    assert.deepEqual(
      [via?.protocolName, via?.protocolVersion, via?.transport, via?.host, via?.port, via?.branch, via?.rport],
      ['SIP', '2.0', 'UDP', 'erlang.bell-telephone.com', 5060, 'z9hG4bK87asdks7', ''],
    )
    assert.equal(via?.received, undefined)
  })

  it('reads IPv6, with and without a port', () => {
    assert.deepEqual([parseVia('SIP/2.0/TCP [2001:db8::9:1]:6050;branch=x')?.host], ['[2001:db8::9:1]'])
    const via = parseVia('SIP/2.0/TCP [::1];received=2001:db8::9:255')
    assert.deepEqual([via?.port, via?.received], [undefined, '2001:db8::9:255'])
  })

  it('puts a value together again', () => {
    const value = 'SIP/2.0/TLS [::1]:5061;branch=z9hG4bKx;rport=1;received=192.0.2.1;odd="a;b"'
    assert.equal(serialiseVia(parseVia(value)!), value)
  })

  for (const value of [
    '',
    'SIP/2.0',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ;branch=x',
    'SIP/2.0/UDP a:b',
    'SIP/2.0/UDP a b',
    'SIP/2.0/U DP,a',
  ])
    it(`refuses ${JSON.stringify(value)}`, () => assert.equal(parseVia(value), undefined))
})

describe('withReceived', () => {
  const source = { host: '192.0.2.9', port: 4711 }
  it('adds received when sent-by is another host (RFC 3261 §18.2.1)', () =>
    assert.equal(
      withReceived('SIP/2.0/UDP pc.example;branch=1', source),
      'SIP/2.0/UDP pc.example;branch=1;received=192.0.2.9',
    ))
  it('adds nothing when sent-by is the source', () =>
    assert.equal(withReceived('SIP/2.0/UDP 192.0.2.9:5060 ;branch=1', source), 'SIP/2.0/UDP 192.0.2.9:5060 ;branch=1'))
  it('fills rport in its place and always adds received with it (RFC 3581 §4)', () =>
    assert.equal(
      withReceived(viaValue('UDP', '192.0.2.9', 5060, 'b') + ';x', source),
      'SIP/2.0/UDP 192.0.2.9:5060;branch=b;rport=4711;x;received=192.0.2.9',
    ))
  it('leaves a malformed value alone', () => assert.equal(withReceived('garbage', source), 'garbage'))
})

describe('identifiers', () => {
  const fixed = (count: number) => Buffer.alloc(count, 0xab)
  it('have the cookie and at least 72 random bits in a branch', () => {
    assert.equal(newBranch(fixed), `z9hG4bK${'ab'.repeat(12)}`)
    assert.equal(new Set(Array.from({ length: 1000 }, () => newBranch())).size, 1000)
  })
  it('have at least 32 random bits in a tag', () => assert.equal(newTag(fixed), 'ab'.repeat(8)))
  it('put the host behind a Call-ID when given', () => {
    assert.equal(newCallId('h.example', fixed), `${'ab'.repeat(12)}@h.example`)
    assert.equal(newCallId(undefined, fixed), 'ab'.repeat(12))
  })
})
