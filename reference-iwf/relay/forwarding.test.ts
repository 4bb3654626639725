import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromPath, toPath, type MsrpRequest } from '../../protocols/msrp/message.ts'
import { buildResponse, buildSend } from '../../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../../protocols/msrp/serialise.ts'
import { failureOf, forwarded, handedBack } from './forwarding.ts'

const ALICE = 'msrp://192.0.2.10:9/alice;tcp'
const RELAY = 'msrp://192.0.2.1:2855/relay;tcp'
const OWN = 'msrp://192.0.2.1:40000/own;tcp'

const send = buildSend(
  { to: [RELAY, OWN], from: [ALICE] },
  { messageId: 'm1' },
  { start: 2049, end: '*', total: 5000 },
  { contentType: 'text/plain', body: Buffer.from('Hello') },
  '+',
)
const foo: MsrpRequest = { ...send, method: 'FOO', body: undefined }

describe('what a relay makes of what passes through it', () => {
  test('its URI goes from To-Path to From-Path, the transaction is new, and the rest stays', () => {
    const onward = forwarded(send)
    assert.deepEqual(toPath(onward), [OWN])
    assert.deepEqual(fromPath(onward), [RELAY, ALICE])
    assert.notEqual(onward.transactionId, send.transactionId)
    assert.deepEqual(
      { ...onward, headers: onward.headers.slice(2), transactionId: '' },
      { ...send, headers: send.headers.slice(2), transactionId: '' },
    )
  })

  test('the end-line of the new transaction does not stand in the body', () => {
    const { transactionId, body } = forwarded({ ...send, body: serialiseMsrp(send) })
    assert.ok(!body?.includes(`-------${transactionId}`))
  })

  test('the response to a SEND ends at each hop: it comes from the relay', () => {
    const back = handedBack(buildResponse(forwarded(send), 413, 'Too Large'), send)
    assert.equal(back.transactionId, send.transactionId)
    assert.equal(back.status, 413)
    assert.deepEqual([toPath(back), fromPath(back)], [[ALICE], [RELAY]])
  })

  test('any other response goes all the way back', () => {
    const back = handedBack(buildResponse(forwarded(foo), 501), foo)
    assert.deepEqual([toPath(back), fromPath(back)], [[ALICE], [RELAY, OWN]])
  })

  test('a failure REPORT goes to the sender from the relay, about the octets that it took', () => {
    const report = serialiseMsrp(failureOf(send, 408)).toString()
    assert.match(report, new RegExp(`^MSRP \\S+ REPORT\r\nTo-Path: ${ALICE}\r\nFrom-Path: ${RELAY}\r\n`))
    assert.match(report, /\r\nMessage-ID: m1\r\nByte-Range: 2049-2053\/5000\r\nStatus: 000 408\r\n/)
  })
})
