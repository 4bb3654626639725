import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request } from '../../protocols/sip/build.ts'
import { isForLargeMessage } from './large-message.ts'

const invite = (...headers: readonly (readonly [string, string])[]) =>
  request({ method: 'INVITE', requestUri: 'sip:bob@imps.example', headers })

test('an INVITE is for one large message where a feature tag says so, in Contact or in Accept-Contact', () => {
  assert.ok(isForLargeMessage(invite(['Contact', '<sip:alice@192.0.2.1>;+g.oma.sip-im.large-message'])))
  assert.ok(isForLargeMessage(invite(['Accept-Contact', '*;+G.OMA.SIP-IM.large-message;require'])))
})

test('the tag of a session is another one, and a parameter of the URI is none', () => {
  assert.ok(!isForLargeMessage(invite(['Contact', '<sip:alice@192.0.2.1>;+g.oma.sip-im'])))
  assert.ok(!isForLargeMessage(invite(['Contact', '<sip:a@192.0.2.1;+g.oma.sip-im.large-message>'])))
  assert.ok(!isForLargeMessage(invite()))
})
