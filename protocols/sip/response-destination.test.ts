import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { chooseTransport } from './choose-transport.ts'
import { responseDestination } from './response-destination.ts'
import { parseVia } from './via.ts'

const source = { host: '203.0.113.5', port: 40_123 }
const to = (via: string, transport: 'udp' | 'tcp' = 'udp') => responseDestination(parseVia(via), source, transport)

suite('where a response goes (RFC 3261 §18.2.2, RFC 3581 §4)', () => {
  test('over UDP to the source address, at the port of sent-by or 5060', () => {
    assert.deepEqual(to('SIP/2.0/UDP 10.1.1.1:5070;branch=z9hG4bKx'), { host: '203.0.113.5', port: 5070 })
    assert.deepEqual(to('SIP/2.0/UDP client.example;branch=z9hG4bKx'), { host: '203.0.113.5', port: 5060 })
  })
  test('to the source port when rport was asked for', () => {
    assert.deepEqual(to('SIP/2.0/UDP 10.1.1.1:5070;rport;branch=z9hG4bKx'), source)
  })
  test('to maddr when there is one', () => {
    const expected = { host: '239.255.255.1', port: 5070 }
    assert.deepEqual(to('SIP/2.0/UDP 10.1.1.1:5070;maddr=239.255.255.1;rport'), expected)
  })
  test('over a new connection to the port of sent-by, whatever rport says, when that of the request is gone', () => {
    assert.deepEqual(to('SIP/2.0/TCP 10.1.1.1:5070;rport', 'tcp'), { host: '203.0.113.5', port: 5070 })
  })
  test('back to the source when there is no Via to go by', () => {
    assert.deepEqual(to('nonsense'), source)
  })
})

suite('transport for a request (RFC 3261 §18.1.1)', () => {
  const both = ['udp', 'tcp'] as const
  test('UDP up to 1300 octets, TCP above', () => {
    assert.equal(chooseTransport({ octets: 1300, available: both }), 'udp')
    assert.equal(chooseTransport({ octets: 1301, available: both }), 'tcp')
    assert.equal(chooseTransport({ octets: 1301, preferred: 'udp', available: both }), 'tcp')
  })
  test('200 octets less than the path MTU when that is known', () => {
    assert.equal(chooseTransport({ octets: 8800, available: both, pathMtu: 9000 }), 'udp')
    assert.equal(chooseTransport({ octets: 8801, available: both, pathMtu: 9000 }), 'tcp')
  })
  test('the preferred one otherwise, and what there is in any case', () => {
    assert.equal(chooseTransport({ octets: 100, preferred: 'tcp', available: both }), 'tcp')
    assert.equal(chooseTransport({ octets: 5000, available: ['udp'] }), 'udp')
    assert.equal(chooseTransport({ octets: 100, available: ['tcp'] }), 'tcp')
    assert.equal(chooseTransport({ octets: 100, available: [] }), undefined)
  })
})
