import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request, response } from '../../protocols/sip/build.ts'
import { headerValue } from '../../protocols/sip/headers.ts'
import { EarlyDialogs } from './early-dialogs.ts'

const invite = request({
  method: 'INVITE',
  requestUri: 'sip:bob@imps.example',
  headers: [
    ['Via', 'SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1'],
    ['From', '<sip:alice@sip.example>;tag=a'],
    ['To', '<sip:bob@imps.example>'],
    ['Call-ID', 'c'],
    ['CSeq', '1 INVITE'],
  ],
})
const endpoint = { transport: 'tcp', host: '127.0.0.1', port: 5060, contact: '<sip:alice@127.0.0.1:5060>' } as const
const provisional = (rseq: string, toTag = 'b') =>
  response(invite, 183, {
    toTag,
    headers: [
      ['Require', '100rel'],
      ['RSeq', rseq],
      ['Contact', '<sip:iwf@127.0.0.1:5070>'],
    ],
  })

test('a reliable provisional response gets one PRACK, which names it', () => {
  const early = new EarlyDialogs()
  const prack = early.prackFor(invite, provisional('7'), endpoint)?.request('tcp')
  assert.equal(prack && headerValue(prack, 'rack'), '7 1 INVITE')
  assert.equal(prack && headerValue(prack, 'cseq'), '2 PRACK')
  assert.equal(early.prackFor(invite, provisional('7'), endpoint), undefined)
  const next = early.prackFor(invite, provisional('8'), endpoint)?.request('tcp')
  assert.equal(next && headerValue(next, 'cseq'), '3 PRACK')
})

test('a plain provisional response, or one without a dialog, gets none', () => {
  const early = new EarlyDialogs()
  assert.equal(early.prackFor(invite, response(invite, 183, { toTag: 'b' }), endpoint), undefined)
  const untagged = response(invite, 183, { headers: [['Require', '100rel'] as const, ['RSeq', '1'] as const] })
  assert.equal(early.prackFor(invite, untagged, endpoint), undefined)
})

test('the 2xx confirms the dialog of its own tag, whose sequence goes on', () => {
  const early = new EarlyDialogs()
  early.prackFor(invite, provisional('7'), endpoint)?.request('tcp')
  const ok = response(invite, 200, { toTag: 'b', headers: [['Contact', '<sip:iwf@127.0.0.1:5070>']] })
  const dialog = early.confirmed(invite, ok, endpoint)
  assert.equal(dialog.state, 'confirmed')
  assert.equal(headerValue(dialog.makeRequest('BYE'), 'cseq'), '3 BYE')
  const other = early.confirmed(invite, response(invite, 200, { toTag: 'x' }), endpoint)
  assert.equal(headerValue(other.makeRequest('BYE'), 'cseq'), '2 BYE')
})
