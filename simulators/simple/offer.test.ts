import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseMsrpUri } from '../../protocols/msrp/uri.ts'
import { findMessageMedia } from '../../protocols/sdp/message-media.ts'
import { checkAnswer } from '../../protocols/sdp/offer-answer.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { answerSdp, offerSdp, plainOffer, type MediaDescription, type SessionFacts } from './offer.ts'

const facts = (port: number): SessionFacts => ({
  host: '192.0.2.10',
  path: [parseMsrpUri(`msrp://192.0.2.10:${port}/k3Yd8QpLr0VwZx71;tcp`)!],
  sessionId: '3900000000',
})

const lines = (sdp: Buffer) => sdp.toString().split('\r\n').slice(0, -1)

describe('the offer of a plain client', () => {
  it('is O1 of the catalogue', () => {
    assert.deepEqual(lines(offerSdp(plainOffer, facts(9))), [
      'v=0',
      'o=- 3900000000 1 IN IP4 192.0.2.10',
      's=-',
      'c=IN IP4 192.0.2.10',
      't=0 0',
      'm=message 9 TCP/MSRP *',
      'c=IN IP4 192.0.2.10',
      'a=path:msrp://192.0.2.10:9/k3Yd8QpLr0VwZx71;tcp',
      'a=accept-types:message/cpim text/plain application/im-iscomposing+xml',
      'a=accept-wrapped-types:image/png message/imdn+xml',
      'a=max-size:65536',
      'a=setup:active',
      'a=sendrecv',
    ])
  })

  it('names the port that it listens on when it does not connect itself', () => {
    const offer = lines(offerSdp({ ...plainOffer, setup: 'actpass' }, facts(2855)))
    assert.ok(offer.includes('m=message 2855 TCP/MSRP *'))
  })

  it('leaves out what is undefined', () => {
    const bare: MediaDescription = {
      acceptTypes: ['text/plain'],
      acceptWrappedTypes: undefined,
      maxSize: undefined,
      setup: undefined,
    }
    const offer = lines(offerSdp(bare, facts(2855)))
    assert.deepEqual(offer.slice(-2), ['a=accept-types:text/plain', 'a=sendrecv'])
  })

  it('has an audio line behind that of MSRP when told so', () => {
    const offer = lines(offerSdp({ ...plainOffer, besides: 'audio' }, facts(9)))
    assert.deepEqual(
      offer.filter(line => line.startsWith('m=')),
      ['m=message 9 TCP/MSRP *', 'm=audio 49170 RTP/AVP 0'],
    )
  })

  it('says of which family its addresses are', () => {
    const path = parseMsrpUri('msrp://[2001:db8::1]:9/k3Yd8QpLr0VwZx71;tcp')!
    const offer = lines(offerSdp(plainOffer, { host: '2001:db8::1', path: [path], sessionId: '1', version: 7 }))
    assert.equal(offer[1], 'o=- 1 7 IN IP6 2001:db8::1')
    assert.equal(offer[3], 'c=IN IP6 2001:db8::1')
  })
})

const answerTo = (setup: MediaDescription['setup'], ours: Partial<MediaDescription> = {}, extra = '') => {
  const offer = parseSdp(
    Buffer.from(
      `${extra}${offerSdp({ ...plainOffer, setup, direction: 'sendonly' }, facts(2855))
        .toString()
        .replace('t=0 0', 't=1 2')}`,
    ),
  ).description
  const { index, media } = findMessageMedia(offer)!
  const answer = parseSdp(answerSdp(offer, index, media, { ...plainOffer, ...ours }, facts(2856))).description
  assert.deepEqual(checkAnswer(offer, answer), [])
  return findMessageMedia(answer)!.media
}

describe('the answer of a plain client', () => {
  it('answers whatever setup and direction an offer has, and repeats its t= line (RFC 3264 §6, RFC 4145 §4)', () => {
    assert.equal(answerTo('active').setup, 'passive')
    assert.equal(answerTo('passive').setup, 'active')
    assert.equal(answerTo(undefined).setup, 'passive')
    assert.equal(answerTo('actpass').direction, 'recvonly')
  })

  it('gives the wanted role where the offer leaves the choice', () => {
    assert.equal(answerTo('actpass', { setup: 'active' }).setup, 'active')
    assert.equal(answerTo('actpass', { setup: 'passive' }).setup, 'passive')
    assert.equal(answerTo('active', { setup: 'active' }).setup, 'passive')
  })

  it('refuses every line but the one it answers', () => {
    const offer = parseSdp(
      Buffer.concat([
        offerSdp(plainOffer, facts(2855)),
        Buffer.from('m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n'),
      ]),
    ).description
    const { index, media } = findMessageMedia(offer)!
    const answer = lines(answerSdp(offer, index, media, plainOffer, facts(2856)))
    assert.deepEqual(
      answer.filter(line => line.startsWith('m=')),
      ['m=message 2856 TCP/MSRP *', 'm=audio 0 RTP/AVP 0'],
    )
  })
})
