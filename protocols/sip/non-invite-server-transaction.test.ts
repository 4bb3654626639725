import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import { NonInviteServerTransaction } from './non-invite-server-transaction.ts'
import { parseSip } from './parse.ts'
import { receivedRequest, sampleRequest, sampleResponse } from './sample-messages.ts'
import { TransactionError, type ServerConduct } from './server-transaction.ts'
import { defaultSipTimers, transactionTimers } from './timers.ts'

const message = sampleRequest('MESSAGE')

function trying(transport: 'udp' | 'tcp', conduct: Partial<ServerConduct> = {}) {
  const clock = new ManualClock()
  const sent: string[] = []
  const heard: string[] = []
  const transaction = new NonInviteServerTransaction({
    request: message,
    send: octets => {
      const { message } = parseSip(octets)
      return sent.push(`${message?.kind === 'response' ? message.status : '?'}@${clock.now()}`)
    },
    clock,
    timers: transactionTimers(defaultSipTimers, transport === 'tcp'),
    user: {
      repeated: () => heard.push('again'),
      timedOut: () => heard.push('timed out'),
      failed: error => heard.push(error.message),
      terminated: () => heard.push('terminated'),
    },
    conduct,
  })
  const wait = () => {
    transaction.awaitResponse()
    return transaction
  }
  const answer = (status: number) => transaction.respond(sampleResponse(message, status))
  const again = () => transaction.receive(receivedRequest(message))
  return { clock, sent, heard, transaction, wait, answer, again }
}

const forbidden = (error: unknown) => error instanceof TransactionError && error.code === 'forbidden-response'

suite('non-INVITE server transaction (RFC 3261 §17.2.2, RFC 4320)', () => {
  suite('Trying', () => {
    test('a repeated request is absorbed as long as there is no response', () => {
      const { sent, heard, again } = trying('udp')
      again()
      assert.deepEqual(sent, [])
      assert.deepEqual(heard, ['again'])
    })

    test('100 is sent by itself when Timer E of the client has reached T2, on every transport (RFC 4320 §4.1)', () => {
      for (const transport of ['udp', 'tcp'] as const) {
        const { clock, sent, wait } = trying(transport)
        const transaction = wait()
        clock.advance(3499)
        assert.deepEqual(sent, [])
        clock.advance(1)
        assert.deepEqual(sent, ['100@3500'])
        assert.equal(transaction.state, 'proceeding')
      }
    })

    test('over UDP no 100 before that; over TCP one may be sent at any time (RFC 4320 §4.1)', () => {
      const udp = trying('udp')
      assert.throws(() => udp.answer(100), forbidden)
      const tcp = trying('tcp')
      tcp.answer(100)
      assert.deepEqual(tcp.sent, ['100@0'])
    })

    test('no other provisional, and never 408 (RFC 4320 §4.1, §4.2)', () => {
      const { sent, answer } = trying('tcp')
      assert.throws(() => answer(183), forbidden)
      assert.throws(() => answer(408), forbidden)
      assert.deepEqual(sent, [])
    })

    test('without a final response until Timer F of the client it is given up: nobody waits any more', () => {
      const { clock, sent, heard, wait, answer } = trying('udp')
      wait()
      clock.advance(32_000)
      assert.deepEqual(heard, ['terminated', 'timed out'])
      assert.equal(answer(200), undefined)
      assert.deepEqual(sent, ['100@3500'])
      assert.equal(clock.running, 0)
    })
  })

  suite('Proceeding', () => {
    test('a repeated request gets the 100 again', () => {
      const { clock, sent, wait, again } = trying('udp')
      wait()
      clock.advance(4000)
      again()
      assert.deepEqual(sent, ['100@3500', '100@4000'])
    })
  })

  suite('Completed', () => {
    test('over UDP a repeated request gets the final response again, for 64·T1 (Timer J)', () => {
      const { clock, sent, heard, answer, again } = trying('udp')
      answer(202)
      clock.advance(31_999)
      again()
      assert.deepEqual(sent, ['202@0', '202@31999'])
      clock.advance(1)
      assert.deepEqual(heard, ['again', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('over TCP Timer J is 0, and an answer at once needs no timer at all', () => {
      const { clock, heard, wait, answer } = trying('tcp')
      answer(200)
      wait()
      assert.deepEqual(heard, ['terminated'])
      assert.equal(clock.running, 0)
    })

    test('a second final response is not sent', () => {
      const { sent, answer } = trying('udp')
      answer(200)
      assert.equal(answer(500), undefined)
      assert.deepEqual(sent, ['200@0'])
    })
  })

  test('a transport error ends it and is told', () => {
    const { clock, heard, wait } = trying('udp')
    wait().transportFailed(new Error('unreachable'))
    assert.deepEqual(heard, ['terminated', 'unreachable'])
    assert.equal(clock.running, 0)
  })

  suite('conduct that a tester can switch off', () => {
    test('no 100', () => {
      const { clock, sent, heard, wait } = trying('udp', { sendsTrying: false })
      wait()
      clock.advance(32_000)
      assert.deepEqual(sent, [])
      assert.deepEqual(heard, ['terminated', 'timed out'])
    })
    test('no answer to repeated requests', () => {
      const { sent, answer, again } = trying('udp', { repeatsResponse: false })
      answer(200)
      again()
      assert.deepEqual(sent, ['200@0'])
    })
    test('no end of waiting for the user', () => {
      const { clock, heard, wait } = trying('udp', { timesOut: false })
      wait()
      clock.advance(100_000)
      assert.deepEqual(heard, [])
    })
  })
})
