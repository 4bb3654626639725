import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { peerAddress } from './peer-address.ts'

describe('the URL of a peer', () => {
  it('gives host, port and target', () => {
    assert.deepEqual(peerAddress('http://imps.example:8181/'), {
      host: 'imps.example',
      port: 8181,
      secure: false,
      target: '/',
    })
    assert.deepEqual(peerAddress('http://[::1]/a?b=c'), {
      host: '::1',
      port: 80,
      secure: false,
      target: '/a?b=c',
    })
  })
  it('has a port of its own for https', () => {
    assert.deepEqual(peerAddress('https://imps.example/'), {
      host: 'imps.example',
      port: 443,
      secure: true,
      target: '/',
    })
  })
  it('is refused when it is neither http nor https', () => {
    for (const url of ['ftp://imps.example/', 'imps.example', ''])
      assert.throws(() => peerAddress(url), { code: 'no-peer-address' })
  })
})
