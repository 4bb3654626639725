import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { impsToMsrp } from './imps-to-msrp.ts'
import { impsToSip } from './imps-to-sip.ts'
import { msrpToImps } from './msrp-to-imps.ts'
import { retryAfter, tryAgainTimeout } from './retry-after.ts'
import { sipToImps } from './sip-to-imps.ts'

describe('IMPS status to SIP', () => {
  const rows: [number, number, number][] = [
    [531, 404, 404],
    [427, 404, 404],
    [532, 403, 403],
    [534, 403, 403],
    [533, 480, 480],
    [415, 488, 415],
    [504, 504, 504],
    [501, 501, 501],
    [538, 603, 603],
    [920, 484, 484],
    [503, 480, 480],
  ]
  for (const [code, invite, message] of rows)
    test(`${code} is ${invite} to an INVITE and ${message} to a MESSAGE`, () => {
      assert.equal(impsToSip(code, 'INVITE').status, invite)
      assert.equal(impsToSip(code, 'MESSAGE').status, message)
    })

  test('codes that only look like SIP codes are not copied', () => {
    for (const code of [410, 425, 505, 600, 603, 604]) assert.notEqual(impsToSip(code, 'INVITE').status, code)
  })

  test('every code becomes a registered SIP error that needs no challenge', () => {
    for (let code = 300; code < 1000; code++)
      for (const method of ['INVITE', 'MESSAGE'] as const) {
        const { status } = impsToSip(code, method)
        assert.ok(status >= 400 && status <= 606, `${code} → ${status}`)
        assert.ok(![401, 407, 408].includes(status))
      }
  })
})

describe('IMPS status to MSRP', () => {
  test('a transaction response never carries the relay code 408', () => {
    for (let code = 300; code < 1000; code++) {
      assert.notEqual(impsToMsrp(code).response, 408)
      assert.ok([400, 403, 408, 413, 415].includes(impsToMsrp(code).report))
    }
  })

  test('a user who is gone ends the session, a blocked sender does not', () => {
    assert.equal(impsToMsrp(531).endWith, 404)
    assert.equal(impsToMsrp(532).endWith, undefined)
    assert.equal(impsToMsrp(532).response, 403)
    assert.deepEqual(impsToMsrp(533), { response: 413, report: 408 })
  })
})

describe('SIP and MSRP outcomes to IMPS', () => {
  test('a SIP response is mapped by meaning', () => {
    const rows = { 202: 200, 404: 531, 604: 531, 403: 532, 480: 533, 486: 533, 408: 410, 503: 503, 603: 538, 488: 415 }
    for (const [status, code] of Object.entries(rows)) assert.equal(sipToImps(Number(status)), code)
    assert.equal(sipToImps(699), 410)
  })

  test('a lost MSRP session sends the message another way', () => {
    assert.deepEqual(msrpToImps(481), { end: 'elsewhere', otherwise: 533 })
    assert.deepEqual(msrpToImps(413), { end: 'status', code: 538 })
    assert.deepEqual(msrpToImps(200), { end: 'status', code: 200 })
    assert.deepEqual(msrpToImps(499), { end: 'status', code: 410 })
  })
})

describe('when to try again', () => {
  test('TryAgainTimeout becomes Retry-After only where RFC 3261 allows one', () => {
    assert.equal(retryAfter(480, 30), '30')
    assert.equal(retryAfter(403, 30), undefined)
    assert.equal(retryAfter(480, undefined), undefined)
    assert.equal(retryAfter(480, Number.NaN), undefined)
  })

  test('Retry-After is read without its comment', () => {
    assert.equal(tryAgainTimeout('120 (busy);duration=60'), 120)
    assert.equal(tryAgainTimeout('soon'), undefined)
  })
})
