import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { headerValue, headerValues } from './headers.ts'
import { parseNameAddress } from './name-address.ts'
import { parseSip } from './parse.ts'
import { validateSip } from './validate.ts'
import { parseVia } from './via.ts'
import { invalidTortureTests } from './vectors/rfc4475-invalid.ts'
import { validTortureTests } from './vectors/rfc4475-valid.ts'

function brokenRules(octets: Buffer): string[] {
  const parsed = parseSip(octets)
  return [...new Set([...parsed.violations, ...validateSip(parsed)].map(violation => violation.rule))].sort()
}

const octetsOf = (name: string) => validTortureTests.find(test => test.name === name)!.octets

describe('the torture tests of RFC 4475', () => {
  for (const test of [...validTortureTests, ...invalidTortureTests])
    it(`${test.clause} ${test.name}: ${test.verdict}`, () => {
      assert.deepEqual(brokenRules(test.octets), [...test.breaks])
    })

  it('reads folded, spaced and compact header fields of wsinv as the plain ones they stand for', () => {
    const { message } = parseSip(octetsOf('wsinv'))
    assert.ok(message)
    const vias = headerValues(message, 'Via').map(value => parseVia(value))
    assert.deepEqual(
      vias.map(via => [via?.transport, via?.host, via?.branch]),
      [
        ['UDP', '192.0.2.2', '390skdjuw'],
        ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
        ['UDP', '192.168.255.111', 'z9hG4bK30239'],
      ],
    )
    assert.equal(parseNameAddress(headerValue(message, 'To')!)?.tag, '1918181833n')
    assert.equal(parseNameAddress(headerValue(message, 'From')!)?.displayName, 'J Rosenberg \\"')
    assert.equal(parseNameAddress(headerValue(message, 'Contact')!)?.displayName, 'Quoted string ""')
    assert.equal(headerValue(message, 'Subject'), '')
    assert.equal(headerValue(message, 'NewFangledHeader'), 'newfangled value continued newfangled value')
    assert.equal(message.body.length, 150)
  })

  it('keeps the escapes of intmeth and its text that is not ASCII', () => {
    const { message } = parseSip(octetsOf('intmeth'))
    assert.ok(message)
    assert.equal(parseNameAddress(headerValue(message, 'To')!)?.displayName, 'BEL:\x07 NUL:\x00 DEL:\x7f')
    assert.equal(parseNameAddress(headerValue(message, 'From')!)?.parameters[0]?.value, '"работающий"')
  })

  it('does not take an escaped header name for the name', () => {
    const { message } = parseSip(octetsOf('esc02'))
    assert.ok(message)
    assert.equal(headerValues(message, 'Contact').length, 2)
  })

  it('ends the first request of dblreq at its Content-Length', () => {
    const parsed = parseSip(octetsOf('dblreq'))
    assert.equal(parsed.message?.body.length, 0)
    const extra = parsed.violations.find(({ rule }) => rule === 'SIP-SYN-13')
    assert.equal(octetsOf('dblreq').subarray(extra?.start, extra?.end).toString().trim().slice(0, 6), 'INVITE')
  })
})
