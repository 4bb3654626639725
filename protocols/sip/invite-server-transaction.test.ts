import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import { headerValue } from './headers.ts'
import { nonSuccessAck } from './hop-request.ts'
import { InviteServerTransaction } from './invite-server-transaction.ts'
import { parseSip } from './parse.ts'
import { receivedRequest, sampleRequest, sampleResponse } from './sample-messages.ts'
import type { ServerConduct } from './server-transaction.ts'
import { defaultSipTimers, transactionTimers } from './timers.ts'

const invite = sampleRequest('INVITE', { headers: [['Timestamp', '54']] })

interface Setting {
  readonly conduct?: Partial<ServerConduct>
  readonly tryingAfter?: number
}

function proceeding(transport: 'udp' | 'tcp', { conduct = {}, tryingAfter }: Setting = {}) {
  const clock = new ManualClock()
  const sent: { at: number; status: number; octets: Buffer }[] = []
  const heard: string[] = []
  const transaction = new InviteServerTransaction({
    request: invite,
    send: octets => {
      const { message } = parseSip(octets)
      return sent.push({ at: clock.now(), status: message?.kind === 'response' ? message.status : 0, octets })
    },
    clock,
    timers: transactionTimers(defaultSipTimers, transport === 'tcp'),
    user: {
      acknowledged: () => heard.push('ACK'),
      repeated: () => heard.push('INVITE again'),
      timedOut: () => heard.push('timed out'),
      failed: error => heard.push(error.message),
      terminated: () => heard.push('terminated'),
    },
    conduct,
    tryingAfter,
    over: () => heard.push('over'),
  })
  transaction.awaitResponse()
  const answer = (status: number) => transaction.respond(sampleResponse(invite, status))
  const again = () => transaction.receive(receivedRequest(invite))
  const acknowledge = () => transaction.receive(receivedRequest(nonSuccessAck(invite, sampleResponse(invite, 486))))
  const statuses = () => sent.map(one => `${one.status}@${one.at}`)
  return { clock, sent, heard, transaction, answer, again, acknowledge, statuses }
}

suite('INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1)', () => {
  suite('Proceeding', () => {
    test('100 is sent when the user is silent for `tryingAfter`', () => {
      const { clock, sent, statuses } = proceeding('udp', { tryingAfter: 200 })
      clock.advance(199)
      assert.deepEqual(statuses(), [])
      clock.advance(1)
      assert.deepEqual(statuses(), ['100@200'])
      const trying = parseSip(sent[0]!.octets).message!
      assert.equal(headerValue(trying, 'To'), '<sip:bob@imps.example>', 'a tag should not be added (§17.2.1)')
      assert.equal(headerValue(trying, 'Timestamp'), '54', 'is copied (§8.2.6.1)')
      assert.equal(clock.running, 0)
    })

    test('at once when `tryingAfter` is 0, not at all when it is left out or the user was faster', () => {
      assert.deepEqual(proceeding('udp', { tryingAfter: 0 }).statuses(), ['100@0'])
      assert.equal(proceeding('udp').clock.running, 0)
      const faster = proceeding('udp', { tryingAfter: 200 })
      faster.answer(180)
      faster.clock.advance(1000)
      assert.deepEqual(faster.statuses(), ['180@0'])
    })

    test('a repeated INVITE gets the last provisional again, or nothing when there was none', () => {
      const { heard, answer, again, statuses } = proceeding('udp')
      again()
      answer(100)
      answer(180)
      again()
      assert.deepEqual(statuses(), ['100@0', '180@0', '180@0'])
      assert.deepEqual(heard, ['INVITE again', 'INVITE again'])
    })
  })

  suite('Accepted', () => {
    test('a 2xx is sent once; repeated INVITEs are absorbed until Timer L, on every transport', () => {
      for (const transport of ['udp', 'tcp'] as const) {
        const { clock, heard, transaction, answer, again, statuses } = proceeding(transport)
        answer(200)
        assert.equal(transaction.state, 'accepted')
        again()
        clock.advance(31_999)
        assert.deepEqual(statuses(), ['200@0'])
        assert.deepEqual(heard, ['INVITE again'])
        clock.advance(1)
        assert.deepEqual(heard, ['INVITE again', 'over', 'terminated'])
        assert.equal(clock.running, 0)
      }
    })

    test('the user may send its 2xx again, and nothing else', () => {
      const { clock, transaction, answer, statuses } = proceeding('udp')
      answer(200)
      clock.advance(500)
      assert.notEqual(answer(200), undefined)
      assert.equal(transaction.respond(sampleResponse(invite, 486)), undefined)
      assert.equal(transaction.respond(sampleResponse(invite, 180)), undefined)
      assert.deepEqual(statuses(), ['200@0', '200@500'])
    })
  })

  suite('Completed', () => {
    test('Timer G: over UDP a 3xx–6xx is repeated at T1, doubling up to T2, until Timer H at 64·T1', () => {
      const { clock, heard, answer, statuses } = proceeding('udp')
      answer(486)
      clock.advance(40_000)
      const at = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]
      assert.deepEqual(
        statuses(),
        at.map(time => `486@${time}`),
      )
      assert.deepEqual(heard, ['over', 'terminated', 'timed out'])
      assert.equal(clock.running, 0)
    })

    test('over TCP it is sent once, and Timer H still tells that no ACK came', () => {
      const { clock, heard, answer, statuses } = proceeding('tcp')
      answer(486)
      clock.advance(32_000)
      assert.deepEqual(statuses(), ['486@0'])
      assert.deepEqual(heard, ['over', 'terminated', 'timed out'])
    })

    test('a repeated INVITE gets the final response again', () => {
      const { answer, again, statuses } = proceeding('tcp')
      answer(486)
      again()
      assert.deepEqual(statuses(), ['486@0', '486@0'])
    })
  })

  suite('Confirmed', () => {
    test('ACK ends the retransmission; over UDP further ACKs are absorbed for T4 (Timer I)', () => {
      const { clock, heard, transaction, answer, acknowledge, again, statuses } = proceeding('udp')
      answer(486)
      clock.advance(600)
      acknowledge()
      assert.equal(transaction.state, 'confirmed')
      acknowledge()
      again()
      clock.advance(4999)
      assert.deepEqual(statuses(), ['486@0', '486@500'])
      assert.deepEqual(heard, ['ACK', 'INVITE again'])
      clock.advance(1)
      assert.deepEqual(heard, ['ACK', 'INVITE again', 'over', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('over TCP Timer I is 0', () => {
      const { clock, heard, answer, acknowledge } = proceeding('tcp')
      answer(486)
      acknowledge()
      assert.deepEqual(heard, ['ACK', 'over', 'terminated'])
      assert.equal(clock.running, 0)
    })

    test('nothing can be sent any more', () => {
      const { answer, acknowledge, statuses } = proceeding('udp')
      answer(486)
      acknowledge()
      assert.equal(answer(200), undefined)
      assert.deepEqual(statuses(), ['486@0'])
    })
  })

  test('a transport error ends it and is told', () => {
    const { clock, heard, transaction, answer } = proceeding('udp')
    answer(486)
    transaction.transportFailed(new Error('unreachable'))
    assert.deepEqual(heard, ['over', 'terminated', 'unreachable'])
    assert.equal(clock.running, 0)
  })

  test('given octets are sent in place of the response, and repeated', () => {
    const { sent, transaction, again } = proceeding('udp')
    const octets = Buffer.from('SIP/2.0 486 Busy  Here\r\n\r\n')
    transaction.respond(sampleResponse(invite, 486), octets)
    again()
    assert.deepEqual(
      sent.map(one => one.octets),
      [octets, octets],
    )
  })

  suite('conduct that a tester can switch off', () => {
    test('no retransmission of the final response', () => {
      const { clock, answer, statuses } = proceeding('udp', { conduct: { retransmits: false } })
      answer(486)
      clock.advance(32_000)
      assert.deepEqual(statuses(), ['486@0'])
    })
    test('no answer to repeated requests', () => {
      const { answer, again, statuses } = proceeding('udp', { conduct: { repeatsResponse: false } })
      answer(180)
      again()
      assert.deepEqual(statuses(), ['180@0'])
    })
    test('no 100', () => {
      const { clock, statuses } = proceeding('udp', { tryingAfter: 200, conduct: { sendsTrying: false } })
      clock.advance(1000)
      assert.deepEqual(statuses(), [])
    })
    test('no end of waiting for ACK', () => {
      const { clock, heard, answer } = proceeding('tcp', { conduct: { timesOut: false } })
      answer(486)
      clock.advance(100_000)
      assert.deepEqual(heard, [])
    })
  })
})
