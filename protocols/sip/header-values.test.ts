import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCSeq, serialiseCSeq } from './cseq.ts'
import { parseExpires, parseRetryAfter, parseSessionExpires } from './delta-seconds.ts'
import { isContentType, isMediaRange } from './media-type.ts'
import { findParameter, parameterText, parseParameters, serialiseParameters, withParameter } from './parameters.ts'
import { parseProducts } from './products.ts'
import { quote, unquote } from './quoted-string.ts'
import { parseReason } from './reason.ts'
import { parseSipDate, serialiseSipDate } from './sip-date.ts'
import { parseWarning } from './warning.ts'

describe('values of header fields', () => {
  it('CSeq', () => {
    assert.deepEqual(parseCSeq('0009  INVITE'), { number: 9, method: 'INVITE' })
    assert.equal(parseCSeq('4294967296 X')?.number, 4294967296)
    for (const wrong of ['', '1', '1INVITE', '-1 INVITE', '1 IN VITE']) assert.equal(parseCSeq(wrong), undefined)
    assert.equal(serialiseCSeq({ number: 2, method: 'BYE' }), '2 BYE')
  })

  it('Expires, Retry-After, Session-Expires, Min-SE', () => {
    assert.equal(parseExpires('4294967295'), 4294967295)
    assert.equal(parseExpires('4294967296'), undefined)
    assert.equal(parseRetryAfter('120 (I (am) busy) ;duration=60')?.after, 120)
    assert.equal(parseRetryAfter('120 (open'), undefined)
    const session = parseSessionExpires('1800;refresher=uas')
    assert.deepEqual([session?.interval, session?.refresher], [1800, 'uas'])
    assert.equal(parseSessionExpires('x'), undefined)
  })

  it('Warning', () => {
    assert.deepEqual(parseWarning('307 isi.edu "Session \\"x\\" not understood"'), {
      code: 307,
      agent: 'isi.edu',
      text: 'Session "x" not understood',
    })
    for (const wrong of ['1812 a "x"', '307 a x', '307 "x"', '307 a "x" y'])
      assert.equal(parseWarning(wrong), undefined)
  })

  it('Reason', () => {
    const reason = parseReason('SIP ;cause=480 ;text="IMPS user logged out"')
    assert.deepEqual([reason?.protocol, reason?.cause, reason?.text], ['SIP', 480, 'IMPS user logged out'])
    assert.equal(parseReason('SIP;cause=x'), undefined)
  })

  it('Content-Type', () => {
    for (const right of ['Text/Plain ; Charset="UTF-8"', 'text / plain', 'multipart/mixed;boundary=a'])
      assert.ok(isContentType(right) && isMediaRange(right), right)
    for (const wrong of ['text', 'text/', '/plain', 'text/plain/x', 'text/plain;', 'te xt/plain', 'te#xt/plain'])
      assert.ok(!isContentType(wrong) && !isMediaRange(wrong), wrong)
    for (const range of ['*/*', 'text/*;q=0.5', 'text/plain;level']) assert.ok(isMediaRange(range), range)
    assert.ok(!isContentType('text/plain;level'))
  })

  it('Date', () => {
    assert.equal(parseSipDate('Sat, 13 Nov 2010 23:29:00 GMT'), Date.UTC(2010, 10, 13, 23, 29))
    assert.equal(parseSipDate('Sat, 13 Nov 2010 23:29:00 EST'), undefined)
    assert.equal(parseSipDate('Sat, 13 Nov 2010 99:29:00 GMT'), undefined)
    assert.equal(serialiseSipDate(0), 'Thu, 01 Jan 1970 00:00:00 GMT')
  })

  it('Server and User-Agent', () => {
    assert.deepEqual(parseProducts('IM-serv/OMA1.0 Vendor (x \\) y) Z / 2'), [
      { kind: 'product', name: 'IM-serv', version: 'OMA1.0' },
      { kind: 'product', name: 'Vendor' },
      { kind: 'comment', text: 'x \\) y' },
      { kind: 'product', name: 'Z', version: '2' },
    ])
    for (const wrong of ['', 'A/', 'A (open', '/1', 'A,B']) assert.equal(parseProducts(wrong), undefined)
  })
})

describe('parameters', () => {
  it('keep order, repetitions and quotes as written', () => {
    const parameters = parseParameters(';a=1; B ;c = "x;y" ;a=[::1]')
    assert.deepEqual(parameters, [
      { name: 'a', value: '1' },
      { name: 'B' },
      { name: 'c', value: '"x;y"' },
      { name: 'a', value: '[::1]' },
    ])
    assert.equal(serialiseParameters(parameters), ';a=1;B;c="x;y";a=[::1]')
    assert.equal(parameterText(parameters, 'C'), 'x;y')
    assert.deepEqual(findParameter(parameters, 'b'), { name: 'B' })
  })

  it('are set in their place or at the end', () => {
    assert.deepEqual(withParameter([{ name: 'Rport' }, { name: 'x' }], 'rport', '1'), [
      { name: 'rport', value: '1' },
      { name: 'x' },
    ])
    assert.deepEqual(withParameter([], 'lr'), [{ name: 'lr' }])
  })

  for (const wrong of [';', ';;a', ';a=', ';a b', 'a=1', ';a="x', ';a=[x]', ';=1'])
    it(`are refused as ${wrong}`, () => assert.equal(parseParameters(wrong), undefined))

  it('hold any text once quoted', () => assert.equal(unquote(quote('a"\\b')), 'a"\\b'))
})
