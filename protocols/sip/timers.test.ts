import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { defaultSipTimers, transactionTimers } from './timers.ts'

suite('SIP timers (RFC 3261 Table 4, RFC 6026 §8)', () => {
  test('over UDP, at the default T1, T2 and T4', () => {
    assert.deepEqual(transactionTimers(defaultSipTimers, false), {
      T2: 4000,
      A: 500,
      B: 32_000,
      D: 32_000,
      E: 500,
      F: 32_000,
      G: 500,
      H: 32_000,
      I: 5000,
      J: 32_000,
      K: 5000,
      L: 32_000,
      M: 32_000,
      lateTrying: 3500,
    })
  })

  test('over a reliable transport nothing is retransmitted and D, I, J and K are 0', () => {
    assert.deepEqual(transactionTimers(defaultSipTimers, true), {
      T2: 4000,
      A: undefined,
      B: 32_000,
      D: 0,
      E: undefined,
      F: 32_000,
      G: undefined,
      H: 32_000,
      I: 0,
      J: 0,
      K: 0,
      L: 32_000,
      M: 32_000,
      lateTrying: 3500,
    })
  })

  test('all follow T1, T2 and T4', () => {
    const { A, B, D, I, lateTrying } = transactionTimers({ T1: 100, T2: 400, T4: 1000 }, false)
    assert.deepEqual({ A, B, D, I, lateTrying }, { A: 100, B: 6400, D: 6400, I: 1000, lateTrying: 300 })
  })
})
