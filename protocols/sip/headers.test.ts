import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { header } from './build.ts'
import {
  canonicalHeaderName,
  firstHeaderValue,
  hasHeader,
  headerFields,
  headerValue,
  headerValues,
  listsToken,
  splitList,
} from './headers.ts'

const message = {
  headers: [
    header('VIA', 'SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2'),
    header('v', 'SIP/2.0/UDP c;branch=z9hG4bK3'),
    header('Subject', 'one, two'),
    header('k', 'timer, 100REL'),
    header('Accept', ''),
  ],
}

describe('header fields', () => {
  it('are known by long and compact names in any case', () => {
    for (const name of ['Via', 'via', 'VIA', 'v', 'V']) assert.equal(canonicalHeaderName(name), 'via')
    assert.equal(canonicalHeaderName('L'), 'content-length')
    assert.equal(canonicalHeaderName('X-New'), 'x-new')
    assert.equal(canonicalHeaderName('constructor'), 'constructor')
  })

  it('give the values of a list in order, whether fields or commas divide them', () => {
    assert.deepEqual(
      headerValues(message, 'via').map(value => value.slice(-1)),
      ['1', '2', '3'],
    )
    assert.equal(firstHeaderValue(message, 'Via'), 'SIP/2.0/UDP a;branch=z9hG4bK1')
    assert.equal(headerFields(message, 'Via').length, 2)
  })

  it('do not split what is no list', () => {
    assert.deepEqual(headerValues(message, 's'), ['one, two'])
    assert.equal(firstHeaderValue(message, 'Subject'), 'one, two')
  })

  it('tell an empty list from an absent one', () => {
    assert.deepEqual(headerValues(message, 'Accept'), [])
    assert.equal(headerValue(message, 'Accept'), '')
    assert.ok(hasHeader(message, 'accept'))
    assert.ok(!hasHeader(message, 'allow'))
    assert.equal(headerValue(message, 'allow'), undefined)
  })

  it('list option tags without regard to case', () => {
    assert.ok(listsToken(message, 'Supported', '100rel'))
    assert.ok(!listsToken(message, 'Supported', 'rel'))
  })
})

describe('splitList', () => {
  it('respects quotes and angle brackets', () =>
    assert.deepEqual(splitList('"a, \\", b" <sip:x,y@z>;p="1,2" , sip:c@d'), [
      '"a, \\", b" <sip:x,y@z>;p="1,2"',
      'sip:c@d',
    ]))

  it('keeps empty pieces for a grammar to judge', () => assert.deepEqual(splitList('a,,b,'), ['a', '', 'b', '']))

  it('does not split after a quote that nothing closes', () => assert.deepEqual(splitList('a, "b, c'), ['a', '"b, c']))
})
