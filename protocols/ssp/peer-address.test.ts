import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { peerAddress } from './peer-address.ts'

describe('the URL of a peer', () => {
  it('gives host, port and target', () => {
    assert.deepEqual(peerAddress('http://imps.example:8181/'), { host: 'imps.example', port: 8181, target: '/' })
    assert.deepEqual(peerAddress('http://[::1]/a?b=c'), { host: '::1', port: 80, target: '/a?b=c' })
  })
  it('is refused when it is not http', () => {
    for (const url of ['https://imps.example/', 'imps.example', ''])
      assert.throws(() => peerAddress(url), { code: 'no-peer-address' })
  })
})
