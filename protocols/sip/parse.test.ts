import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { headerValue, headerValues } from './headers.ts'
import type { ParsedSip } from './message.ts'
import { parseSip } from './parse.ts'
import { serialiseSip } from './serialise.ts'
import { validateSip } from './validate.ts'
import { octetsOf } from './vectors/octets.ts'
import { pagerFlow, registrationFlow, sessionFlow, sessionMessages } from './vectors/rfc-flows.ts'

const rules = (parsed: ParsedSip) => parsed.violations.map(violation => violation.rule)
const all = (octets: Buffer) => {
  const parsed = parseSip(octets)
  return [...parsed.violations, ...validateSip(parsed)]
}
const options = (extra = '', body = '') =>
  octetsOf(`
OPTIONS sip:bob@imps.example SIP/2.0
Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKx
Max-Forwards: 70
From: <sip:alice@sip.example>;tag=1
To: <sip:bob@imps.example>
Call-ID: a@b
CSeq: 1 OPTIONS
${extra}
${body}`)

describe('parseSip', () => {
  const { message, forwarded } = pagerFlow
  for (const [name, octets] of Object.entries({ ...registrationFlow, ...sessionMessages, message, forwarded }))
    it(`finds no fault with ${name} of the RFC examples`, () => assert.deepEqual(all(octets), []))

  it('finds the empty parameters in the answers of RFC 3428 §10', () => {
    assert.deepEqual(
      [pagerFlow.okOfUser2, pagerFlow.ok].map(octets => all(octets).map(({ rule }) => rule)),
      // Without a readable From or Via nothing more is known of them.
      [['SIP-SYN-21'], ['SIP-SYN-23']],
    )
  })

  it('takes a request apart', () => {
    const { message } = parseSip(sessionFlow.invite)
    assert.ok(message?.kind === 'request')
    assert.equal(message.method, 'INVITE')
    assert.equal(message.requestUri, 'sip:bob@192.0.2.4')
    assert.equal(message.version, 'SIP/2.0')
    assert.equal(headerValues(message, 'v').length, 3)
    assert.equal(headerValue(message, 'Via'), 'SIP/2.0/UDP server10.biloxi.com;branch=z9hG4bK4b43c2ff8.1')
    assert.equal(String(message.body.length), headerValue(message, 'l'))
  })

  it('takes a response apart', () => {
    const { message } = parseSip(sessionFlow.ringing)
    assert.ok(message?.kind === 'response')
    assert.deepEqual([message.status, message.reason, message.body.length], [180, 'Ringing', 0])
  })

  it('knows where in the octets each header field stands', () => {
    const { message } = parseSip(sessionFlow.ringing)
    const folded = message!.headers[1]!
    assert.equal(
      sessionFlow.ringing.subarray(folded.start, folded.end).toString(),
      'Via: SIP/2.0/UDP bigbox3.site3.atlanta.com;branch=z9hG4bK77ef4c2312983.1\r\n ;received=192.0.2.2',
    )
    assert.equal(
      folded.value,
      'SIP/2.0/UDP bigbox3.site3.atlanta.com;branch=z9hG4bK77ef4c2312983.1 ;received=192.0.2.2',
    )
  })

  it('counts the body in octets, not characters', () => {
    const { message, violations } = parseSip(options('Content-Length: 4\nContent-Type: text/plain\n', '✓a'))
    assert.equal(message?.body.toString(), '✓a')
    assert.deepEqual(violations, [])
  })

  it('takes all that is left for the body when Content-Length is absent', () => {
    const { message, violations } = parseSip(options('Content-Type: text/plain\n', 'hello'))
    assert.equal(message?.body.toString(), 'hello')
    assert.deepEqual(violations, [])
  })

  it('points at the octets of a header field without a colon and keeps its text', () => {
    const octets = options('this is no header field\n')
    const { message, violations } = parseSip(octets)
    assert.deepEqual(
      violations.map(({ rule, start, end }) => [rule, octets.toString('utf8', start, end)]),
      [['SIP-SYN-06', 'this is no header field']],
    )
    assert.deepEqual(
      message?.headers.filter(({ name }) => name === '').map(({ value }) => value),
      ['this is no header field'],
    )
  })

  it('understands a message with bare LF and says that it is wrong', () => {
    const octets = Buffer.from(options().toString().replaceAll('\r', ''))
    const parsed = parseSip(octets)
    assert.equal(parsed.message?.headers.length, 6)
    assert.deepEqual(rules(parsed), ['SIP-SYN-05'])
    assert.equal(octets[parsed.violations[0]!.start], 0x0a)
  })

  it('reports invalid UTF-8 where it stands, goes on, and lets it be written again as it was', () => {
    const octets = options('Subject: <<C3 28>>\nX-After: é\n')
    const parsed = parseSip(octets)
    assert.deepEqual(
      parsed.violations.map(({ rule, start, end }) => [rule, octets.toString('latin1', start, end)]),
      [['SIP-SYN-09', 'Subject: \xc3(']],
    )
    assert.equal(headerValue(parsed.message!, 's'), '\udcc3(')
    assert.equal(headerValue(parsed.message!, 'X-After'), 'é')
    assert.deepEqual(serialiseSip(parsed.message!), octets)
  })

  it('decodes UTF-8 and keeps octet offsets', () => {
    const octets = options('Subject: grüße\nX-After: 1\n')
    const { message } = parseSip(octets)
    const after = message!.headers.at(-1)!
    assert.equal(headerValue(message!, 'subject'), 'grüße')
    assert.equal(octets.toString('utf8', after.start, after.end), 'X-After: 1')
  })

  for (const [what, octets, rule] of [
    ['nothing', Buffer.alloc(0), 'SIP-SYN-04'],
    ['one word', Buffer.from('hello\r\n\r\n'), 'SIP-SYN-04'],
    ['a status line without a number', Buffer.from('SIP/2.0 abc OK\r\n\r\n'), 'SIP-SYN-04'],
  ] as const)
    it(`gives no message for ${what}`, () => {
      const parsed = parseSip(octets)
      assert.equal(parsed.message, undefined)
      assert.ok(rules(parsed).includes(rule))
    })

  for (const [what, octets, rule] of [
    ['line ends before the start line', Buffer.concat([Buffer.from('\r\n'), options()]), 'SIP-SYN-45'],
    ['a missing empty line', options().subarray(0, -2), 'SIP-SYN-08'],
    ['a name that is no token', options('Bad Name: x\n'), 'SIP-SYN-07'],
    ['a Content-Length in words', options('Content-Length: five\n', 'hello'), 'SIP-SYN-11'],
    ['a body shorter than declared', options('Content-Length: 9\n', 'hello'), 'SIP-SYN-12'],
    ['two Content-Lengths that differ', options('Content-Length: 2\nl: 3\n', 'hello'), 'SIP-SYN-11'],
    ['octets after the body', options('Content-Length: 2\n', 'hello'), 'SIP-SYN-13'],
    ['a version that is not 2.0', Buffer.from(options().toString().replace('2.0\r', '3.0\r')), 'SIP-SYN-03'],
    ['a method that is no token', Buffer.from(options().toString().replace('OPTIONS', 'OPT(IONS')), 'SIP-SYN-52'],
    ['a request line of two words', Buffer.from('OPTIONS sip:a@b\r\n\r\n'), 'SIP-SYN-01'],
    ['a status line without its last space', Buffer.from('SIP/2.0 200\r\n\r\n'), 'SIP-SYN-02'],
  ] as const)
    it(`reports ${what} as ${rule} and still gives the message`, () => {
      const parsed = parseSip(octets)
      assert.ok(parsed.message)
      assert.ok(rules(parsed).includes(rule), rules(parsed).join())
    })

  it('gives back octets that were written without folding', () => {
    const octets = options('X-Odd: a,,b ;; "c\nContent-Type: text/plain\nContent-Length: 5\n', 'hello')
    assert.deepEqual(serialiseSip(parseSip(octets).message!), octets)
  })
})
