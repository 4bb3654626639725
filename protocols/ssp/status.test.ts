import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { allFailed, codeFor, detail, endsSession, isProvisional, meaningOf, status, succeeded } from './status.ts'

const bob = 'wv:bob@a.example'

describe('the code that concerns a user', () => {
  it('is that of the detail which names him, however it is spelt', () =>
    assert.equal(codeFor(allFailed(532, 'Bob@A.example'), bob), 532))
  it('is 200 under 201 when no detail names him', () =>
    assert.equal(codeFor(status(201, { details: [detail(531, { users: ['wv:eve@a.example'] })] }), bob), 200))
  it('is that of the only detail that names nobody under 900', () => {
    assert.equal(codeFor(status(900, { details: [detail(427)] }), bob), 427)
    assert.equal(codeFor(status(900, { details: [detail(427), detail(532)] }), bob), 900)
  })
  it('is the code itself otherwise', () => assert.equal(codeFor(status(531), bob), 531))
})

describe('a status', () => {
  it('is a success in 2xx, in progress in 1xx, and ends the session with 600 and 604', () => {
    assert.deepEqual(
      [101, 200, 299, 300, 604].map(code => succeeded({ code })),
      [false, true, true, false, false],
    )
    assert.deepEqual(
      [101, 200].map(code => isProvisional({ code })),
      [true, false],
    )
    assert.deepEqual(
      [600, 601, 604].map(code => endsSession({ code })),
      [true, false, true],
    )
  })
  it('has a meaning even when its code is not known', () => {
    assert.equal(meaningOf(532), 'Recipient blocked the sender')
    assert.equal(meaningOf(599), 'Server error')
    assert.equal(meaningOf(42), 'Unknown status')
  })
})
