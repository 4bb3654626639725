import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { idsIn } from './ids-in-garbage.ts'

const document = (mode: string, rest: string) =>
  Buffer.from(
    `<WV-SSP-Message><Session sessionID="7@imps.example"><Transaction mode="${mode}" transactionID="t1">${rest}`,
  )

describe('idsIn', () => {
  it('finds the ids of an answer that breaks off', () => {
    assert.deepEqual(idsIn(document('Response', '<Stat')), { sessionId: '7@imps.example', transactionId: 't1' })
  })

  it('takes no request for an answer', () => {
    assert.deepEqual(idsIn(document('Request', '<Stat')), { sessionId: '7@imps.example' })
  })

  it('finds nothing where there is nothing, or not near the beginning', () => {
    assert.deepEqual(idsIn(Buffer.from('<WV-SSP')), {})
    assert.deepEqual(idsIn(Buffer.concat([Buffer.alloc(10_000, 32), document('Response', '')])), {})
  })
})
