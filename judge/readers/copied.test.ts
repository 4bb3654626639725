import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeSip } from '../../trace/decoded/sip.ts'
import { copiesIdentity, copiesTo, copiesVia, sameValues, toTags } from './copied.ts'

const view = (startLine: string, ...fields: readonly string[]) =>
  decodeSip(Buffer.from([startLine, ...fields, '', ''].join('\r\n')), false, []).view

const top = 'Via: SIP/2.0/TCP a.example:5060;branch=z9hG4bK1;rport'
const below = 'Via: SIP/2.0/UDP p.example;branch=z9hG4bK2;odd="a,b";received=192.0.2.1'
const from = 'From: "A \\"l\\" ice" <sip:alice@a.example>;tag=f'
const to = 'To: "B" <sip:bob@b.example>;odd="x;tag=no"'
const rest = ['Call-ID: c1', 'CSeq: 7 INVITE'] as const
const invite = view('INVITE sip:bob@b.example SIP/2.0', top, below, from, to, ...rest)
const answered = (...fields: readonly string[]) => view('SIP/2.0 200 OK', ...fields)

test('Via: received and rport may be added to the topmost, and nothing else may change', () => {
  const filled = 'Via: SIP/2.0/TCP a.example:5060;branch=z9hG4bK1;rport=4711;received=127.0.0.1'
  assert.ok(copiesVia(invite, answered(filled, below)))
  assert.ok(copiesVia(invite, answered(top, below)))
  assert.ok(!copiesVia(invite, answered(below, top)), 'order')
  assert.ok(!copiesVia(invite, answered(filled)), 'one is missing')
  assert.ok(!copiesVia(invite, answered(filled, below.replace('192.0.2.1', '192.0.2.2'))), 'a lower one changed')
})

test('From, Call-ID and CSeq are compared without regard to white space around separators', () => {
  assert.ok(copiesIdentity(invite, answered(from.replace(';tag', ' ; tag'), ...rest)))
  assert.ok(!copiesIdentity(invite, answered(from.replace('alice', 'Alice'), ...rest)))
  assert.ok(!copiesIdentity(invite, answered(from, 'Call-ID: c1', 'CSeq: 7 OPTIONS')))
})

test('To may get a tag, and keeps everything else', () => {
  const tagged = answered(`${to};tag=t`)
  assert.ok(copiesTo(invite, tagged))
  assert.deepEqual(toTags(tagged), ['t'])
  assert.deepEqual(toTags(answered(to)), [])
  assert.ok(!copiesTo(invite, answered('To: <sip:bob@b.example>;tag=t')), 'a parameter is missing')
  assert.ok(!copiesTo(invite, answered(`${to.replace('bob', 'rob')};tag=t`)), 'another URI')
})

test('lists are the same in the same order only', () => {
  assert.ok(sameValues(['<sip:p1;lr>', '<sip:p2;lr>'], ['<sip:p1; lr>', '<sip:p2;lr>']))
  assert.ok(!sameValues(['<sip:p1;lr>', '<sip:p2;lr>'], ['<sip:p2;lr>', '<sip:p1;lr>']))
  assert.ok(!sameValues(['<sip:p1;lr>'], []))
})
