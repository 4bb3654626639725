import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recorded } from './proxied.ts'

test('proxies record themselves, the nearest where the peer listens, and the Contact leads past them', () => {
  const origin = { uri: 'sip:alice@sip.example', userPart: 'alice', local: { host: '127.0.0.1', port: 5060 } }
  const fields = recorded(['outer', 'inner'], origin, { host: '127.0.0.1', port: 7000 }, 'tcp')
  assert.deepEqual(fields, [
    ['Record-Route', '<sip:outer@127.0.0.1:5060;transport=tcp;lr>'],
    ['Record-Route', '<sip:inner.invalid;lr;x-hop=inner>'],
    ['Contact', '<sip:alice@127.0.0.1:7000;transport=tcp>;+g.oma.sip-im'],
  ])
})
