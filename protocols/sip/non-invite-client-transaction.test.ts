import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import type { ClientConduct } from './client-transaction.ts'
import { NonInviteClientTransaction } from './non-invite-client-transaction.ts'
import { receivedResponse, sampleRequest, sampleResponse } from './sample-messages.ts'
import { serialiseSip } from './serialise.ts'
import { defaultSipTimers, transactionTimers } from './timers.ts'

const message = sampleRequest('MESSAGE')

function trying(transport: 'udp' | 'tcp', conduct: Partial<ClientConduct> = {}) {
  const clock = new ManualClock()
  const sent: number[] = []
  const heard: string[] = []
  const transaction = new NonInviteClientTransaction({
    request: message,
    octets: serialiseSip(message),
    send: octets => {
      assert.deepEqual(octets, serialiseSip(message))
      return sent.push(clock.now())
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
  })
  transaction.start()
  const answer = (status: number) => transaction.receive(receivedResponse(sampleResponse(message, status)))
  return { clock, sent, heard, transaction, answer }
}

suite('non-INVITE client transaction (RFC 3261 §17.1.2)', () => {
  suite('Trying', () => {
    test('Timer E: over UDP the request is repeated at T1, doubling up to T2, until Timer F at 64·T1', () => {
      const { clock, sent, heard } = trying('udp')
      clock.advance(40_000)
      assert.deepEqual(sent, [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
      assert.deepEqual(heard, ['terminated', 'timed out'])
      assert.equal(clock.running, 0)
    })

    test('over TCP it is sent once, and Timer F ends it', () => {
      const { clock, sent, heard } = trying('tcp')
      clock.advance(32_000)
      assert.deepEqual(sent, [0])
      assert.deepEqual(heard, ['terminated', 'timed out'])
    })

    test('a transport error ends it and is told', () => {
      const { clock, heard, transaction } = trying('tcp')
      transaction.transportFailed(new Error('reset'))
      assert.deepEqual(heard, ['terminated', 'reset'])
      assert.equal(clock.running, 0)
    })
  })

  suite('Proceeding', () => {
    test('after a provisional Timer E goes on at T2, and Timer F still runs', () => {
      const { clock, sent, heard, transaction, answer } = trying('udp')
      clock.advance(600)
      answer(100)
      assert.equal(transaction.state, 'proceeding')
      clock.advance(31_400)
      assert.deepEqual(sent, [0, 500, 1500, 5500, 9500, 13_500, 17_500, 21_500, 25_500, 29_500])
      assert.deepEqual(heard, ['100', 'terminated', 'timed out'])
    })
  })

  suite('Completed', () => {
    test('over UDP repeated finals are absorbed for T4 (Timer K)', () => {
      const { clock, heard, transaction, answer } = trying('udp')
      answer(200)
      assert.equal(transaction.state, 'completed')
      clock.advance(4999)
      answer(200)
      assert.deepEqual(heard, ['200', 'repeated 200'])
      clock.advance(1)
      assert.deepEqual(heard, ['200', 'repeated 200', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('over TCP Timer K is 0', () => {
      const { clock, heard, answer } = trying('tcp')
      answer(404)
      assert.deepEqual(heard, ['404', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('a transport error after the final response concerns nobody', () => {
      const { heard, transaction, answer } = trying('udp')
      answer(200)
      transaction.transportFailed(new Error('unreachable'))
      assert.deepEqual(heard, ['200', 'terminated'])
    })
  })

  suite('conduct that a tester can switch off', () => {
    test('no retransmission', () => {
      const { clock, sent } = trying('udp', { retransmits: false })
      clock.advance(32_000)
      assert.deepEqual(sent, [0])
    })
    test('no time-out', () => {
      const { clock, sent, heard } = trying('udp', { timesOut: false })
      clock.advance(40_000)
      assert.equal(sent.length, 13)
      assert.deepEqual(heard, [])
    })
  })
})
