import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { effectiveProfile, type CapabilityList } from '../capability/client-profile.ts'
import { correctDecisions } from '../decisions.ts'
import { deliverableOf } from './deliverable.ts'

const client = (types: string[], more: Partial<CapabilityList> = {}) =>
  effectiveProfile([{ capabilities: { contentTypes: types.map(type => ({ type })), ...more } }])
const text = client(['text/plain'], { textLength: 10 })
const of = (type: string, octets: string, profile = text) =>
  deliverableOf({ type, octets: Buffer.from(octets) }, profile, correctDecisions)
const shown = (type: string, octets: string, profile = text) => {
  const result = of(type, octets, profile)
  return result.kind === 'content' ? result.content.octets.toString() : result
}

const cpim = (headers: string, mime: string, body: string) => `${headers}\r\n\r\n${mime}\r\n\r\n${body}`
const parties = 'From: <sip:a@sip.example>\r\nTo: <sip:b@imps.example>'

describe('what the IMPS user gets to read', () => {
  test('the content of CPIM without its headers, and its date', () => {
    const message = cpim(
      `${parties}\r\nDateTime: 2026-11-22T10:00:00Z`,
      'Content-Type: text/plain; charset=utf-8',
      'Hello',
    )
    const result = of('message/cpim', message)
    assert.ok(result.kind === 'content')
    assert.equal(result.content.octets.toString(), 'Hello')
    assert.equal(result.content.type, 'text/plain; charset=utf-8')
    assert.equal(result.dateTime, '2026-11-22T10:00:00Z')
  })

  test('nested CPIM is unwrapped', () => {
    const inner = cpim(parties, 'Content-Type: text/plain', 'Hi')
    assert.equal(shown('message/cpim', cpim(parties, 'Content-Type: message/cpim', inner)), 'Hi')
  })

  test('the best part of a multipart', () => {
    const parts =
      '--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\n'
    assert.equal(shown('multipart/mixed;boundary=b', parts), 'text')
    assert.equal(shown('multipart/alternative;boundary="b"', parts), 'text')
    assert.equal(shown('multipart/alternative;boundary=b', parts, client(['text/plain', 'text/html'])), '<p>')
  })

  test('transfer encodings are undone', () => {
    assert.equal(
      shown('message/cpim', cpim(parties, 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64', 'SGk=')),
      'Hi',
    )
  })
})

describe('what is refused', () => {
  const refused = (status: number) => ({ kind: 'refused', status })

  test('types the client does not take: 415, bare or wrapped', () => {
    assert.deepEqual(shown('application/pdf', '%'), refused(415))
    assert.deepEqual(shown('message/cpim', cpim(parties, 'Content-Type: application/pdf', '%')), refused(415))
    assert.deepEqual(
      shown('multipart/mixed;boundary=b', '--b\r\nContent-Type: image/png\r\n\r\n\r\n--b--'),
      refused(415),
    )
    assert.deepEqual(shown('multipart/mixed', 'no boundary'), refused(415))
  })

  test('more than the client takes: 413', () => assert.deepEqual(shown('text/plain', 'x'.repeat(11)), refused(413)))

  test('CPIM that cannot be understood: 400', () => {
    assert.deepEqual(shown('message/cpim', 'From: <sip:a@x>'), refused(400))
    const demanding = cpim(`${parties}\r\nRequire: Encrypted`, 'Content-Type: text/plain', 'Hi')
    assert.deepEqual(shown('message/cpim', demanding), refused(400))
  })

  test('CPIM within CPIM without end', () => {
    let message = cpim(parties, 'Content-Type: text/plain', 'Hi')
    for (let depth = 0; depth < 9; depth++) message = cpim(parties, 'Content-Type: message/cpim', message)
    assert.deepEqual(shown('message/cpim', message), refused(400))
  })
})

describe('control traffic', () => {
  const controlled = (type: string, octets: string, imdn: boolean, isComposing: boolean) =>
    deliverableOf({ type, octets: Buffer.from(octets) }, text, correctDecisions, { imdn, isComposing })
  const composing = 'application/im-iscomposing+xml'
  const wrapped = (mime: string) => cpim(parties, mime, '<x/>')

  test('is never shown: refused where it is not spoken, consumed where it is', () => {
    const refused = { kind: 'refused', status: 415 }
    assert.deepEqual(shown(composing, '<x/>'), refused)
    assert.deepEqual(shown('message/cpim', wrapped(`Content-Type: ${composing}`)), refused)
    assert.deepEqual(controlled(composing, '<x/>', true, false), refused)
    assert.deepEqual(controlled('message/cpim', wrapped('Content-Type: message/imdn+xml'), false, true), refused)
    const consumed = (type: string) => ({ kind: 'consumed', control: { type, octets: Buffer.from('<x/>') } })
    assert.deepEqual(controlled(composing, '<x/>', false, true), consumed(composing))
    const notification = wrapped('Content-Type: message/imdn+xml\r\nContent-Disposition: notification')
    assert.deepEqual(controlled('message/cpim', notification, true, false), consumed('message/imdn+xml'))
  })
})

describe('a request for notifications', () => {
  const asking = (dispositions: string) =>
    cpim(
      `${parties}\r\nDateTime: d\r\nNS: x <urn:ietf:params:imdn>\r\nx.Message-ID: m\r\nx.Disposition-Notification: ${dispositions}`,
      'Content-Type: text/plain',
      'Hi',
    )
  const wanted = (dispositions: string, imdn = true) => {
    const controls = { imdn, isComposing: false }
    const octets = Buffer.from(asking(dispositions))
    const result = deliverableOf({ type: 'message/cpim', octets }, text, correctDecisions, controls)
    assert.ok(result.kind === 'content')
    return result.wanted
  }

  test('is found whatever its prefix, and goes to the author of the CPIM message', () => {
    assert.deepEqual(wanted('negative-delivery'), {
      messageId: 'm',
      dateTime: 'd',
      author: 'sip:a@sip.example',
      dispositions: ['negative-delivery'],
      route: [],
    })
  })

  test('is none for display, of which IMPS knows nothing, and where notifications are not spoken', () => {
    assert.equal(wanted('display'), undefined)
    assert.equal(wanted('positive-delivery', false), undefined)
  })
})
