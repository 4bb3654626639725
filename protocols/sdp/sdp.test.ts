import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { buildMessageMedia, findMessageMedia, type MessageMedia } from './message-media.ts'
import {
  answerDirection,
  answerMedia,
  answerSetup,
  answerTime,
  checkAnswer,
  connectingParty,
  isVersionKept,
  nextVersion,
  sameApartFromOrigin,
} from './offer-answer.ts'
import { parseSdp } from './parse.ts'
import { buildSdp, serialiseSdp } from './serialise.ts'
import { originOf } from './description.ts'
import { sdpSyntaxRules } from './syntax-rules.ts'
import { msrpUri } from '../msrp/uri.ts'

const offerLines = [
  'v=0',
  'o=- 3900000000 1 IN IP4 192.0.2.10',
  's=-',
  'c=IN IP4 192.0.2.10',
  't=0 0',
  'm=message 9 TCP/MSRP *',
  'a=path:msrp://192.0.2.10:9/k3Yd8QpLr0VwZx71;tcp',
  'a=accept-types:message/cpim text/plain application/im-iscomposing+xml',
  'a=accept-wrapped-types:image/png message/imdn+xml',
  'a=max-size:65536',
  'a=setup:active',
  'a=sendrecv',
]
const octetsOf = (lines: readonly string[]) => Buffer.from(lines.map(line => `${line}\r\n`).join(''))
const offer = parseSdp(octetsOf(offerLines)).description
const own: MessageMedia = {
  protocol: 'TCP/MSRP',
  port: 2855,
  connection: undefined,
  path: [msrpUri('iwf.sip.example', 2855, 'Zt9kQ0mVbC4nX7sL')],
  acceptTypes: ['message/cpim', 'multipart/mixed'],
  acceptWrappedTypes: ['text/plain'],
  maxSize: 1000,
  setup: 'passive',
  direction: 'sendrecv',
  attributes: [['msrp-cema', undefined]],
}
const origin = {
  username: '-',
  sessionId: '3812345678',
  version: '18446744073709551615',
  networkType: 'IN',
  addressType: 'IP4',
  address: 'iwf.sip.example',
}
const connection = { networkType: 'IN', addressType: 'IP4', address: 'iwf.sip.example' }
const answerWith = (media: Partial<MessageMedia>) =>
  buildSdp({
    origin,
    connection,
    time: answerTime(offer),
    media: answerMedia(offer, 0, buildMessageMedia({ ...own, ...media })),
  })

describe('MSRP in SDP', () => {
  it('reads an offer', () => {
    const { violations, description } = parseSdp(octetsOf(offerLines))
    assert.deepEqual(violations, [])
    const found = findMessageMedia(description)
    assert.deepEqual(found?.media, {
      protocol: 'TCP/MSRP',
      port: 9,
      connection: { networkType: 'IN', addressType: 'IP4', address: '192.0.2.10' },
      path: [msrpUri('192.0.2.10', 9, 'k3Yd8QpLr0VwZx71')],
      acceptTypes: ['message/cpim', 'text/plain', 'application/im-iscomposing+xml'],
      acceptWrappedTypes: ['image/png', 'message/imdn+xml'],
      maxSize: 65536,
      setup: 'active',
      direction: 'sendrecv',
      attributes: [],
    })
  })

  it('reads both URIs of a path through a relay in their order (RFC 4975 §8.2)', () => {
    const path = 'a=path:msrps://relay.example:9000/a1b2;tcp msrp://192.0.2.10:7654/c3d4;tcp'
    const { description } = parseSdp(octetsOf(offerLines.with(6, path)))
    assert.deepEqual(
      findMessageMedia(description)?.media.path.map(uri => uri.host),
      ['relay.example', '192.0.2.10'],
    )
  })

  it('reads back what it builds', () => {
    const { description, violations } = parseSdp(serialiseSdp(answerWith({})))
    assert.deepEqual(violations, [])
    assert.deepEqual(findMessageMedia(description)?.media, { ...own, connection })
    assert.deepEqual(originOf(description), origin)
  })
})

describe('departures from the rules of SDP are listed', () => {
  const replaced = (index: number, ...lines: string[]) => octetsOf(offerLines.toSpliced(index, 1, ...lines))
  const wrong: readonly (readonly [string, Buffer])[] = [
    ['SDP-SYN-01', replaced(2, 's=-', 'X')],
    ['SDP-SYN-02', Buffer.from(octetsOf(offerLines).toString().replace('s=-\r\n', 's=-\n'))],
    ['SDP-SYN-03', octetsOf([...offerLines.slice(0, 3), offerLines[4]!, offerLines[3]!, ...offerLines.slice(5)])],
    ['SDP-SYN-04', replaced(2, 's=-', 's=-')],
    ['SDP-SYN-05', replaced(0, 'v=1')],
    ['SDP-SYN-06', replaced(1, 'o=- one 1 IN IP4 192.0.2.10')],
    ['SDP-SYN-07', replaced(2)],
    ['SDP-SYN-08', replaced(4)],
    ['SDP-SYN-09', replaced(3, 'c=IN IP4')],
    ['SDP-SYN-10', replaced(3)],
    ['SDP-SYN-11', replaced(5, 'm=message TCP/MSRP *')],
    ['SDP-SYN-12', replaced(11, 'a=send recv')],
    ['SDP-SYN-13', replaced(2, 's=\0')],
    ['SDP-SYN-14', replaced(5, 'm=message 9 TCP/MSRP 1')],
    ['SDP-SYN-15', replaced(6)],
    ['SDP-SYN-15', replaced(6, 'a=path:msrp://192.0.2.10/k3Yd8QpLr0VwZx71;tcp')],
    ['SDP-SYN-16', replaced(7)],
    ['SDP-SYN-17', replaced(7, 'a=accept-types:text')],
    ['SDP-SYN-18', replaced(9, 'a=max-size:many')],
    ['SDP-SYN-19', replaced(10, 'a=setup:maybe')],
    ['SDP-SYN-20', replaced(11, 'a=sendrecv', 'a=sendonly')],
    ['SDP-SYN-20', replaced(4, 't=0 0', 'a=recvonly', 'a=inactive')],
    ['SDP-SYN-04', replaced(3, 'c=IN IP4 192.0.2.10', 'c=IN IP4 192.0.2.10')],
    ['SDP-SYN-21', replaced(8, 'a=accept-wrapped-types:text/plain')],
    ['SDP-SYN-22', replaced(8, 'a=accept-wrapped-types:')],
  ]
  for (const [rule, octets] of wrong)
    it(`${rule}: ${sdpSyntaxRules[rule as keyof typeof sdpSyntaxRules].message}`, () => {
      assert.deepEqual(
        parseSdp(octets).violations.map(violation => violation.rule),
        [rule],
      )
    })

  it('has an example of every rule', () => {
    assert.deepEqual(new Set(wrong.map(([rule]) => rule)), new Set(Object.keys(sdpSyntaxRules)))
  })

  it('asks nothing of a refused line (RFC 3264 §6)', () => {
    assert.deepEqual(parseSdp(octetsOf([...offerLines.slice(0, 5), 'm=message 0 TCP/MSRP *'])).violations, [])
  })
})

describe('the SDP parser', () => {
  it('keeps every line as it stood and never throws, whatever the octets', () => {
    const piece = fc.constantFrom(
      'v=0',
      '\r\n',
      'm=message 1 TCP/MSRP *',
      'a=',
      'path:',
      '\n',
      '=',
      'x',
      '\0',
      'a=setup:',
    )
    const octets = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map(pieces => Buffer.from(pieces.join(''))),
      fc.uint8Array({ maxLength: 80 }).map(raw => Buffer.from(raw)),
    )
    fc.assert(
      fc.property(octets, raw => {
        const { description } = parseSdp(raw)
        const lines = [...description.lines, ...description.media.flatMap(media => media.lines)]
        for (const { type, value, start, end } of lines)
          assert.equal(type === '' ? value : `${type}=${value}`, raw.toString('utf8', start, end))
      }),
    )
  })

  it('writes what it read octet by octet', () => {
    const line = fc.tuple(fc.constantFrom('v', 'o', 's', 'c', 't', 'm', 'a'), fc.stringMatching(/^[ -~]{0,20}$/))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), lines => {
        const octets = octetsOf(lines.map(([type, value]) => `${type}=${value}`))
        assert.ok(serialiseSdp(parseSdp(octets).description).equals(octets))
      }),
    )
  })
})

describe('offer and answer', () => {
  it('maps directions (RFC 3264 §6.1)', () => {
    assert.equal(answerDirection('sendrecv'), 'sendrecv')
    assert.equal(answerDirection('sendonly'), 'recvonly')
    assert.equal(answerDirection('recvonly'), 'sendonly')
    assert.equal(answerDirection('inactive', 'sendrecv'), 'inactive')
    assert.equal(answerDirection('sendrecv', 'recvonly'), 'recvonly')
  })

  it('answers setups (RFC 4145 §4, RFC 6135 §4.2)', () => {
    assert.equal(answerSetup('active', 'active'), 'passive')
    assert.equal(answerSetup('passive', 'passive'), 'active')
    assert.equal(answerSetup('actpass'), 'passive')
    assert.equal(answerSetup('actpass', 'active'), 'active')
    assert.equal(answerSetup('holdconn'), 'passive')
    assert.equal(answerSetup(undefined), 'passive')
  })

  it('knows who connects (RFC 4975 §8.5)', () => {
    assert.equal(connectingParty('active', 'passive'), 'offerer')
    assert.equal(connectingParty('actpass', 'passive'), 'offerer')
    assert.equal(connectingParty('actpass', 'active'), 'answerer')
    assert.equal(connectingParty('passive', 'active'), 'answerer')
    assert.equal(connectingParty(undefined, undefined), 'offerer')
    assert.equal(connectingParty('active', undefined), 'offerer')
  })

  it('leaves a list of wrapped types out that has no entry (RFC 4975 §8.6)', () => {
    const media = [buildMessageMedia({ ...own, acceptWrappedTypes: [] })]
    const octets = serialiseSdp(buildSdp({ origin, connection, media }))
    assert.deepEqual(parseSdp(octets).violations, [])
    assert.ok(!octets.includes('accept-wrapped-types'))
  })

  it('finds nothing to say about a good answer, refused lines included', () => {
    const two = parseSdp(octetsOf([...offerLines, 'm=audio 5000 RTP/AVP 0'])).description
    const media = answerMedia(two, 0, buildMessageMedia(own))
    assert.deepEqual(checkAnswer(two, buildSdp({ origin, connection, media })), [])
    assert.equal(media[1]?.lines[0]?.value, 'audio 0 RTP/AVP 0')
  })

  const good = answerWith({})
  const bad: readonly (readonly [string, typeof good, typeof good])[] = [
    ['SDP-ANS-01', offer, { ...good, media: [] }],
    ['SDP-ANS-02', offer, buildSdp({ origin, connection, time: '1 2', media: good.media })],
    ['SDP-ANS-03', offer, answerWith({ protocol: 'TCP/TLS/MSRP' })],
    ['SDP-ANS-04', { ...offer, media: offer.media.map(media => ({ ...media, port: 0 })) }, good],
    ['SDP-ANS-05', parseSdp(octetsOf(offerLines.with(11, 'a=sendonly'))).description, good],
    ['SDP-ANS-06', offer, answerWith({ setup: 'active' })],
    ['SDP-ANS-07', offer, answerWith({ port: 2856 })],
    ['SDP-ANS-08', offer, answerWith({ attributes: [['connection', 'new']] })],
  ]
  for (const [rule, before, after] of bad)
    it(`finds ${rule}`, () => {
      assert.deepEqual(
        checkAnswer(before, after).map(fault => fault.rule),
        [rule],
      )
    })

  it('tells an update that must keep its version from one that must raise it (RFC 3264 §8)', () => {
    const raised = buildSdp({
      origin: { ...origin, version: nextVersion(origin.version) },
      connection,
      media: good.media,
    })
    assert.equal(nextVersion(origin.version), '18446744073709551616')
    assert.ok(sameApartFromOrigin(good, raised))
    assert.equal(isVersionKept(good, raised), false)
    assert.equal(sameApartFromOrigin(good, answerWith({ maxSize: 1 })), false)
  })
})
