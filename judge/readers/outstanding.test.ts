import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeSip, type SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { overlaps, peerFinalTo } from './outstanding.ts'

let id = 0
/** A SIP message at a moment: requests of the implementation, responses of the peer. */
function at(moment: number, first: string, branch: string, method: string, number = 1): Observed<SipView> {
  const from = first.startsWith('SIP/2.0') ? 'simple' : 'iwf'
  const lines = [first, `Via: SIP/2.0/UDP h;branch=z9hG4bK${branch}`, `Call-ID: c${number}`, `CSeq: 1 ${method}`]
  const message = decodeSip(Buffer.from([...lines, '', ''].join('\r\n')), false, []).view
  return { id: ++id, at: moment, from, message } as unknown as Observed<SipView>
}

const message = (moment: number, number: number, to = 'sip:alice@h') =>
  at(moment, `MESSAGE ${to} SIP/2.0`, `m${number}`, 'MESSAGE', number)
const answer = (moment: number, number: number) => at(moment, 'SIP/2.0 200 OK', `m${number}`, 'MESSAGE', number)

test('a request overlaps one before it that is not answered yet', () => {
  const [one, two] = [message(0, 1), message(10, 2)]
  assert.deepEqual(overlaps({ sip: [one, two, answer(20, 1)] }, [one, two]), [two])
  assert.deepEqual(overlaps({ sip: [one, two] }, [one, two]), [two])
})

test('one after the answer does not, nor one to somebody else', () => {
  const [one, two, other] = [message(0, 1), message(10, 2), message(5, 3, 'sip:carol@h')]
  assert.deepEqual(overlaps({ sip: [one, answer(9, 1), two] }, [one, two]), [])
  assert.deepEqual(overlaps({ sip: [one, other] }, [one, other]), [])
})

test('the answer to a CANCEL is not that to its INVITE', () => {
  const invite = at(0, 'INVITE sip:alice@h SIP/2.0', 'i', 'INVITE')
  const cancelled = at(5, 'SIP/2.0 200 OK', 'i', 'CANCEL')
  const ended = at(6, 'SIP/2.0 487 Request Terminated', 'i', 'INVITE')
  assert.equal(peerFinalTo({ sip: [invite, cancelled, ended] }, invite), ended)
})
