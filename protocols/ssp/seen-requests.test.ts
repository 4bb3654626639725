import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import type { Transaction } from './document.ts'
import { SeenRequests } from './seen-requests.ts'
import { status } from './status.ts'

const asked = (transactionId: string, messageId?: string): Transaction => ({
  mode: 'Request',
  transactionId,
  primitive:
    messageId === undefined
      ? { name: 'LogoutRequest' }
      : { name: 'SendMessageRequest', deliveryReport: false, message: { messageId, recipients: [] } },
})

describe('what was asked before', () => {
  it('is told by transaction id, or by messageID, per domain', () => {
    const seen = new SeenRequests()
    assert.equal(seen.see('a', asked('1', 'm')), undefined)
    assert.equal(seen.see('a', asked('1', 'm'))?.by, 'transaction')
    assert.equal(seen.see('a', asked('2', 'm'))?.by, 'message')
    assert.equal(seen.see('b', asked('1', 'm')), undefined)
  })
  it('comes with its answer, once there is one', async () => {
    const seen = new SeenRequests()
    seen.see('a', asked('1'))
    const earlier = seen.see('a', asked('1'))
    seen.answered('a', '1', { name: 'LogoutResponse', status: status(200) })
    assert.equal((await earlier?.answer)?.name, 'LogoutResponse')
  })
  it('is forgotten when the answer ended the session, since it must be asked again', () => {
    const seen = new SeenRequests()
    seen.see('a', asked('1', 'm'))
    seen.answered('a', '1', { name: 'Status', status: status(604) })
    assert.equal(seen.see('a', asked('1', 'm')), undefined)
  })
  it('is forgotten in the order in which it came, so that memory stays bounded', () => {
    const seen = new SeenRequests(2)
    for (const id of ['1', '2', '3']) seen.see('a', asked(id))
    assert.equal(seen.see('a', asked('1')), undefined)
    assert.equal(seen.see('a', asked('3'))?.by, 'transaction')
  })
})
