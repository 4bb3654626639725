import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AckRepeater } from './ack-repeater.ts'
import { Dialog, type DialogEndpoint } from './dialog.ts'
import { Dialogs } from './dialogs.ts'
import { headerValue, headerValues } from './headers.ts'
import { sampleRequest, sampleResponse } from './sample-messages.ts'

const alice: DialogEndpoint = { transport: 'udp', host: '192.0.2.10', port: 5060, contact: '<sip:alice@192.0.2.10>' }
const bob: DialogEndpoint = { transport: 'tcp', host: '192.0.2.20', port: 5070, contact: '<sip:bob@192.0.2.20:5070>' }

const recorded = ['<sip:p2.example;lr>', '<sip:p1.example;lr;x=1>'] as const
const invite = sampleRequest('INVITE', { sequence: 314, headers: [['Record-Route', recorded.join(', ')]] })
const ok = sampleResponse(invite, 200, {
  headers: [
    ['Record-Route', recorded.join(', ')],
    ['Contact', '<sip:bob@192.0.2.20:5070;transport=tcp>;+g.oma.sip-im'],
  ],
})
const atAlice = () => Dialog.ofClient(invite, ok, alice)
const atBob = () => Dialog.ofServer(invite, ok, bob)

suite('dialog at the side that sent the INVITE (RFC 3261 §12.1.2)', () => {
  test('local tag from From, remote tag from To, route set reversed, target from Contact', () => {
    const dialog = atAlice()
    assert.deepEqual(dialog.id, { callId: '7a1c@192.0.2.10', localTag: 'f1', remoteTag: 'b1' })
    assert.deepEqual(dialog.routeSet, ['<sip:p1.example;lr;x=1>', '<sip:p2.example;lr>'])
    assert.equal(dialog.remoteTarget, 'sip:bob@192.0.2.20:5070;transport=tcp')
    assert.equal(dialog.localSequence, 314)
    assert.equal(dialog.remoteSequence, undefined)
    assert.equal(dialog.state, 'confirmed')
  })

  test('a provisional makes it early; the 2xx confirms it with a route set and target of its own (§13.2.2.4)', () => {
    const ringing = sampleResponse(invite, 180, { headers: [['Contact', '<sip:bob@192.0.2.99>']] })
    const dialog = Dialog.ofClient(invite, ringing, alice)
    assert.equal(dialog.state, 'early')
    assert.deepEqual(dialog.routeSet, [])
    dialog.confirm(ok)
    assert.equal(dialog.state, 'confirmed')
    assert.equal(dialog.routeSet.length, 2)
    assert.equal(dialog.remoteTarget, 'sip:bob@192.0.2.20:5070;transport=tcp')
  })

  test('ACK to the 2xx: number of the INVITE, own branch, route set, no change of the sequence (§13.2.2.4)', () => {
    const dialog = atAlice()
    const ack = dialog.makeAck(ok)
    assert.equal(headerValue(ack, 'CSeq'), '314 ACK')
    assert.equal(ack.requestUri, 'sip:bob@192.0.2.20:5070;transport=tcp')
    assert.deepEqual(headerValues(ack, 'Route'), dialog.routeSet)
    assert.notEqual(headerValue(ack, 'Via'), headerValue(invite, 'Via'))
    assert.equal(dialog.localSequence, 314)
  })
})

suite('dialog at the side that received the INVITE (RFC 3261 §12.1.1)', () => {
  test('local tag from To, remote tag from From, route set in order, target from Contact', () => {
    const dialog = atBob()
    assert.deepEqual(dialog.id, { callId: '7a1c@192.0.2.10', localTag: 'b1', remoteTag: 'f1' })
    assert.deepEqual(dialog.routeSet, [...recorded])
    assert.equal(dialog.remoteTarget, 'sip:alice@192.0.2.10:5060')
    assert.equal(dialog.localSequence, undefined)
    assert.equal(dialog.remoteSequence, 314)
  })

  test('the route set is that of the INVITE: confirming does not change it', () => {
    const dialog = Dialog.ofServer(invite, sampleResponse(invite, 180), bob)
    dialog.confirm(sampleResponse(invite, 200))
    assert.equal(dialog.state, 'confirmed')
    assert.deepEqual(dialog.routeSet, [...recorded])
    assert.equal(dialog.remoteTarget, 'sip:alice@192.0.2.10:5060')
  })

  test('an INVITE without Contact leaves From as the target, so that a request can be made all the same', () => {
    const bare = { ...invite, headers: invite.headers.filter(({ name }) => name !== 'Contact') }
    assert.equal(Dialog.ofServer(bare, ok, bob).remoteTarget, 'sip:alice@sip.example')
  })
})

suite('requests within a dialog (RFC 3261 §12.2.1.1)', () => {
  test('addresses are swapped at the server, the sequence starts anew and counts up', () => {
    const dialog = atBob()
    const bye = dialog.makeRequest('BYE')
    assert.equal(bye.requestUri, 'sip:alice@192.0.2.10:5060')
    assert.equal(headerValue(bye, 'From'), '<sip:bob@imps.example>;tag=b1')
    assert.equal(headerValue(bye, 'To'), '"Alice" <sip:alice@sip.example>;tag=f1')
    assert.equal(headerValue(bye, 'CSeq'), '1 BYE')
    assert.equal(headerValue(bye, 'Max-Forwards'), '70')
    assert.equal(headerValue(bye, 'Contact'), undefined)
    assert.deepEqual(headerValues(bye, 'Route'), [...recorded])
    assert.match(headerValue(bye, 'Via')!, /^SIP\/2\.0\/TCP 192\.0\.2\.20:5070;branch=z9hG4bK[0-9a-f]+;rport$/)
    assert.equal(headerValue(dialog.makeRequest('INFO'), 'CSeq'), '2 INFO')
  })

  test('a target refresh request has Contact', () => {
    const again = atAlice().makeRequest('INVITE')
    assert.equal(headerValue(again, 'Contact'), alice.contact)
    assert.equal(headerValue(again, 'CSeq'), '315 INVITE')
  })

  test('a strict router takes the Request-URI, and the target becomes the last route', () => {
    const strict = sampleRequest('INVITE', {
      headers: [
        ['Record-Route', '<sip:strict.example>'],
        ['Record-Route', '<sip:p2.example;lr>'],
      ],
    })
    const dialog = Dialog.ofServer(strict, sampleResponse(strict, 200), bob)
    const bye = dialog.makeRequest('BYE')
    assert.equal(bye.requestUri, 'sip:strict.example')
    assert.deepEqual(headerValues(bye, 'Route'), ['<sip:p2.example;lr>', '<sip:alice@192.0.2.10:5060>'])
    assert.equal(dialog.nextHop, 'sip:strict.example')
  })

  test('the next hop is the first loose route, or the target without a route set', () => {
    assert.equal(atAlice().nextHop, 'sip:p1.example;lr;x=1')
    const direct = sampleRequest('INVITE')
    assert.equal(Dialog.ofServer(direct, sampleResponse(direct, 200), bob).nextHop, 'sip:alice@192.0.2.10:5060')
  })

  test('any field can be overridden, added or left out', () => {
    const dialog = atAlice()
    const wrong = dialog.makeRequest('BYE', {
      requestUri: 'sip:other@192.0.2.1',
      sequence: 2,
      branch: 'z9hG4bKsame',
      transport: 'tcp',
      headers: [
        ['From', '<sip:mallory@sip.example>;tag=x'],
        ['v', 'SIP/2.0/UDP 192.0.2.66'],
        ['Reason', 'SIP;cause=480'],
      ],
      without: ['Max-Forwards', 'Route'],
      body: 'x',
    })
    assert.equal(wrong.requestUri, 'sip:other@192.0.2.1')
    assert.equal(headerValue(wrong, 'CSeq'), '2 BYE')
    assert.deepEqual(headerValues(wrong, 'Via'), ['SIP/2.0/UDP 192.0.2.66'])
    assert.deepEqual(headerValues(wrong, 'From'), ['<sip:mallory@sip.example>;tag=x'])
    assert.equal(headerValue(wrong, 'Reason'), 'SIP;cause=480')
    assert.equal(headerValue(wrong, 'Max-Forwards'), undefined)
    assert.deepEqual(headerValues(wrong, 'Route'), [])
    assert.equal(wrong.body.toString(), 'x')
    assert.equal(dialog.localSequence, 314, 'a given number does not move the dialog’s own')
  })
})

suite('facts on requests within a dialog (RFC 3261 §12.2.2)', () => {
  const inDialog = (method: string, sequence: number, toTag = 'b1', fromTag = 'f1') =>
    sampleRequest(method, { sequence, toTag, fromTag, headers: [] })

  test('order of CSeq: next, gap, same and lower', () => {
    const dialog = atBob()
    assert.equal(dialog.checkIncoming(inDialog('INFO', 315)).sequence, 'next')
    assert.equal(dialog.checkIncoming(inDialog('INFO', 400)).sequence, 'gap')
    assert.equal(dialog.checkIncoming(inDialog('ACK', 314)).sequence, 'same')
    assert.equal(dialog.checkIncoming(inDialog('INFO', 313)).sequence, 'lower')
    assert.equal(atAlice().checkIncoming(inDialog('BYE', 7, 'f1', 'b1')).sequence, 'first')
    assert.equal(dialog.remoteSequence, 314, 'looking changes nothing')
  })

  test('unknown tags or Call-ID do not belong to it', () => {
    const dialog = atBob()
    assert.equal(dialog.checkIncoming(inDialog('BYE', 315)).belongs, true)
    assert.equal(dialog.checkIncoming(inDialog('BYE', 315, 'b2')).belongs, false)
    assert.equal(dialog.checkIncoming(inDialog('BYE', 315, 'b1', 'f2')).belongs, false)
    assert.equal(dialog.checkIncoming(sampleRequest('BYE', { toTag: 'b1', callId: 'other' })).belongs, false)
  })

  test('taking a request in moves the sequence; a re-INVITE moves the target too', () => {
    const dialog = atBob()
    const moved = {
      ...inDialog('INVITE', 320),
      headers: inDialog('INVITE', 320).headers.map(field =>
        field.name === 'Contact' ? { ...field, value: '<sip:alice@192.0.2.77>' } : field,
      ),
    }
    assert.equal(dialog.checkIncoming(moved).refreshesTarget, true)
    dialog.acceptIncoming(moved)
    assert.equal(dialog.remoteSequence, 320)
    assert.equal(dialog.remoteTarget, 'sip:alice@192.0.2.77')
    dialog.acceptIncoming(inDialog('INFO', 321))
    assert.equal(dialog.remoteTarget, 'sip:alice@192.0.2.77', 'INFO is no target refresh')
    dialog.acceptIncoming(inDialog('INFO', 5))
    assert.equal(dialog.remoteSequence, 321, 'never goes back')
  })
})

suite('the dialogs of a user agent', () => {
  test('are found by what arrives, on either side', () => {
    const dialogs = new Dialogs()
    const dialog = atBob()
    dialogs.add(dialog)
    const bye = atAlice().makeRequest('BYE')
    assert.equal(dialogs.find(bye), dialog)
    assert.equal(dialogs.find(sampleRequest('BYE', { toTag: 'unknown' })), undefined)
    const own = dialog.makeRequest('INFO')
    assert.equal(dialogs.find(sampleResponse(own, 200)), dialog)
    dialogs.remove(dialog)
    assert.equal(dialogs.find(bye), undefined)
    assert.equal(dialogs.size, 0)
  })
})

suite('ACK for repeated 2xx (RFC 3261 §13.2.2.4)', () => {
  test('each repetition gets the ACK that its first had; the 2xx of another branch of a fork is new', () => {
    const acks = new AckRepeater()
    let repeated = 0
    assert.equal(acks.repeat(ok), false)
    acks.acknowledged(ok, () => repeated++)
    assert.equal(acks.repeat(ok), true)
    assert.equal(acks.repeat(ok), true)
    assert.equal(repeated, 2)
    const fork = sampleResponse(invite, 200, { toTag: 'b2' })
    assert.equal(acks.repeat(fork), false)
    assert.equal(repeated, 2)
  })
})
