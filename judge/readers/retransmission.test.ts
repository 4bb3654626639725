import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milliseconds } from '../../fixtures/catalogue/duration.ts'
import { retransmissionsOf } from './retransmission.ts'

const real = { T1: milliseconds(500), T2: milliseconds(4000) }

test('an INVITE is sent seven times: 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s (RFC 3261 §17.1.1.2)', () => {
  assert.deepEqual(retransmissionsOf('INVITE', real), [500, 1000, 2000, 4000, 8000, 16_000])
})

test('another request eleven times, every 4 s in the end (RFC 3261 §17.1.2.2)', () => {
  assert.deepEqual(retransmissionsOf('MESSAGE', real), [500, 1000, 2000, ...Array<number>(7).fill(4000)])
})
