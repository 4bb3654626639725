import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import type { ClientConduct } from './client-transaction.ts'
import { headerValue, headerValues } from './headers.ts'
import { InviteClientTransaction } from './invite-client-transaction.ts'
import { parseSip } from './parse.ts'
import { receivedResponse, sampleRequest, sampleResponse } from './sample-messages.ts'
import { serialiseSip } from './serialise.ts'
import { defaultSipTimers, transactionTimers } from './timers.ts'

const invite = sampleRequest('INVITE', {
  headers: [
    ['Route', '<sip:p1.example;lr>'],
    ['Route', '<sip:p2.example;lr>'],
  ],
})

function calling(transport: 'udp' | 'tcp', conduct: Partial<ClientConduct> = {}) {
  const clock = new ManualClock()
  const sent: { at: number; method: string; octets: Buffer }[] = []
  const heard: string[] = []
  const transaction = new InviteClientTransaction({
    request: invite,
    octets: serialiseSip(invite),
    send: octets => {
      const { message } = parseSip(octets)
      return sent.push({ at: clock.now(), method: message?.kind === 'request' ? message.method : '?', octets })
    },
    clock,
    timers: transactionTimers(defaultSipTimers, transport === 'tcp'),
    user: {
      response: ({ message }) => heard.push(String(message.status)),
      timedOut: () => heard.push('timed out'),
      failed: error => heard.push(error.message),
      repeated: ({ message }) => heard.push(`repeated ${message.status}`),
      terminated: () => heard.push('terminated'),
    },
    conduct,
    over: () => heard.push('over'),
  })
  transaction.start()
  const answer = (status: number) => transaction.receive(receivedResponse(sampleResponse(invite, status)))
  const times = (method: string) => sent.filter(one => one.method === method).map(one => one.at)
  return { clock, sent, heard, transaction, answer, times }
}

suite('INVITE client transaction (RFC 3261 §17.1.1, RFC 6026 §7.2)', () => {
  suite('Calling', () => {
    test('Timer A: over UDP the INVITE is repeated at T1, doubling without limit, until Timer B at 64·T1', () => {
      const { clock, heard, transaction, times } = calling('udp')
      clock.advance(40_000)
      assert.deepEqual(times('INVITE'), [0, 500, 1500, 3500, 7500, 15_500, 31_500])
      assert.deepEqual(heard, ['over', 'terminated', 'timed out'])
      assert.equal(transaction.state, 'terminated')
      assert.equal(clock.running, 0)
    })

    test('over TCP nothing is repeated, and Timer B still ends it', () => {
      const { clock, heard, times } = calling('tcp')
      clock.advance(31_999)
      assert.deepEqual(heard, [])
      clock.advance(1)
      assert.deepEqual(times('INVITE'), [0])
      assert.deepEqual(heard, ['over', 'terminated', 'timed out'])
    })

    test('every retransmission is octet for octet the request', () => {
      const { clock, sent } = calling('udp')
      clock.advance(1500)
      assert.equal(sent.length, 3)
      for (const { octets } of sent) assert.deepEqual(octets, serialiseSip(invite))
    })

    test('a transport error ends it and is told', () => {
      const { clock, heard, transaction } = calling('udp')
      transaction.transportFailed(new Error('unreachable'))
      assert.deepEqual(heard, ['over', 'terminated', 'unreachable'])
      assert.equal(clock.running, 0)
    })
  })

  suite('Proceeding', () => {
    test('a provisional stops Timers A and B: the user alone decides how long to wait', () => {
      const { clock, heard, transaction, answer, times } = calling('udp')
      clock.advance(600)
      answer(100)
      assert.equal(transaction.state, 'proceeding')
      assert.equal(clock.running, 0)
      clock.advance(200_000)
      answer(180)
      assert.deepEqual(times('INVITE'), [0, 500])
      assert.deepEqual(heard, ['100', '180'])
    })
  })

  suite('Accepted (RFC 6026)', () => {
    test('2xx goes to the user, who acknowledges it; so does every further 2xx until Timer M', () => {
      const { clock, heard, transaction, answer, times } = calling('udp')
      answer(200)
      assert.equal(transaction.state, 'accepted')
      clock.advance(500)
      answer(200)
      assert.deepEqual(heard, ['200', '200'])
      assert.deepEqual(times('ACK'), [])
      clock.advance(31_499)
      assert.equal(transaction.state, 'accepted')
      clock.advance(1)
      assert.deepEqual(heard, ['200', '200', 'over', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('Timer M runs on a reliable transport too', () => {
      const { clock, transaction, answer } = calling('tcp')
      answer(180)
      answer(200)
      clock.advance(31_999)
      assert.equal(transaction.state, 'accepted')
      clock.advance(1)
      assert.equal(transaction.state, 'terminated')
    })

    test('other responses are no longer heard', () => {
      const { heard, answer } = calling('udp')
      answer(200)
      answer(180)
      answer(486)
      assert.deepEqual(heard, ['200'])
    })
  })

  suite('Completed', () => {
    test('a 3xx–6xx is acknowledged, and again for each repetition, until Timer D', () => {
      const { clock, heard, transaction, answer, times } = calling('udp')
      answer(486)
      assert.equal(transaction.state, 'completed')
      clock.advance(500)
      answer(486)
      assert.deepEqual(times('ACK'), [0, 500])
      assert.deepEqual(heard, ['486', 'repeated 486'])
      clock.advance(31_500)
      assert.deepEqual(heard, ['486', 'repeated 486', 'over', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('Timer D is 0 over TCP: acknowledged once, then over', () => {
      const { clock, heard, times, answer } = calling('tcp')
      answer(486)
      assert.deepEqual(times('ACK'), [0])
      assert.deepEqual(heard, ['486', 'over', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('that ACK has the INVITE’s URI, topmost Via, Route, From and CSeq number, and the response’s To (§17.1.1.3)', () => {
      const { sent, answer } = calling('udp')
      answer(503)
      const ack = parseSip(sent[1]!.octets).message!
      assert.ok(ack.kind === 'request')
      assert.equal(ack.requestUri, invite.requestUri)
      assert.deepEqual(headerValues(ack, 'Via'), headerValues(invite, 'Via'))
      assert.deepEqual(headerValues(ack, 'Route'), ['<sip:p1.example;lr>', '<sip:p2.example;lr>'])
      assert.equal(headerValue(ack, 'From'), headerValue(invite, 'From'))
      assert.equal(headerValue(ack, 'To'), '<sip:bob@imps.example>;tag=b1')
      assert.equal(headerValue(ack, 'CSeq'), '1 ACK')
      assert.equal(headerValue(ack, 'Contact'), undefined)
    })
  })

  suite('conduct that a tester can switch off', () => {
    test('no retransmission', () => {
      const { clock, heard, times } = calling('udp', { retransmits: false })
      clock.advance(32_000)
      assert.deepEqual(times('INVITE'), [0])
      assert.deepEqual(heard, ['over', 'terminated', 'timed out'])
    })
    test('no ACK', () => {
      const { sent, answer } = calling('udp', { acknowledges: false })
      answer(486)
      answer(486)
      assert.equal(sent.length, 1)
    })
    test('no time-out', () => {
      const { clock, heard, transaction } = calling('udp', { timesOut: false })
      clock.advance(100_000)
      assert.deepEqual(heard, [])
      transaction.terminate()
      assert.equal(clock.running, 0)
    })
  })

  test('a user that terminates it while it hears a response is not told twice', () => {
    const clock = new ManualClock()
    let over = 0
    const transaction: InviteClientTransaction = new InviteClientTransaction({
      request: invite,
      octets: serialiseSip(invite),
      send: () => 0,
      clock,
      timers: transactionTimers(defaultSipTimers, false),
      user: { response: () => transaction.terminate(), timedOut: () => undefined, failed: () => undefined },
      over: () => over++,
    })
    transaction.start()
    transaction.receive(receivedResponse(sampleResponse(invite, 200)))
    transaction.receive(receivedResponse(sampleResponse(invite, 200)))
    assert.equal(over, 1)
    assert.equal(clock.running, 0)
  })
})
