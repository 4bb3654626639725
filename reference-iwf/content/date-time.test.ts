import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sspDateTime, sspDateTimeOf } from './date-time.ts'

describe('DateTime of an SSP message', () => {
  it('has whole seconds and is in UTC, whatever form it came in', () => {
    assert.equal(sspDateTimeOf('2026-11-22T10:00:00.123Z'), '2026-11-22T10:00:00Z')
    assert.equal(sspDateTimeOf('2026-11-22T11:00:00+01:00'), '2026-11-22T10:00:00Z')
    assert.equal(sspDateTimeOf('Sun, 22 Nov 2026 10:00:00 GMT'), '2026-11-22T10:00:00Z')
    assert.equal(sspDateTime(new Date(0)), '1970-01-01T00:00:00Z')
  })

  it('is now when the message says no time that can be read', () => {
    for (const text of [undefined, '', 'yesterday'])
      assert.ok(Math.abs(Date.parse(sspDateTimeOf(text)) - Date.now()) < 2000)
  })
})
