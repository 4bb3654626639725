import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { headerValue, headerValues } from './headers.ts'
import { parseNameAddress } from './name-address.ts'
import { parseSip } from './parse.ts'
import { serialiseSip } from './serialise.ts'
import type { SipSyntaxRuleId } from './syntax-rules.ts'
import { parseSipUri } from './uri.ts'
import { validateSip } from './validate.ts'
import { parseVia } from './via.ts'
import { invalidIpv6TortureTests, validIpv6TortureTests } from './vectors/rfc5118.ts'
import { invalidTortureTests, semanticTortureTests, tortureTests, validTortureTests } from './vectors/rfc4475.ts'

function brokenRules(octets: Buffer): string[] {
  const parsed = parseSip(octets)
  return [...new Set([...parsed.violations, ...validateSip(parsed)].map(violation => violation.rule))].sort()
}

const octetsOf = (name: string) => tortureTests.find(test => test.name === name)!.octets
const messageOf = (name: string) => {
  const { message } = parseSip(octetsOf(name))
  assert.ok(message)
  return message
}

/** What these ask for is not in the grammar of RFC 3261 §25.1. */
const beyondTheGrammar: readonly SipSyntaxRuleId[] = ['SIP-SYN-13', 'SIP-SYN-22', 'SIP-SYN-51']

describe('the torture tests of RFC 4475', () => {
  it('are the octets of its bit-exact archive (appendix A)', () => {
    const hash = createHash('sha256')
    // As `cat *.dat | sha256sum` has it among the files of the archive; `test.dat`, of which §3 does not tell, left out.
    for (const { octets } of tortureTests.toSorted((a, b) => (a.name < b.name ? -1 : 1))) hash.update(octets)
    assert.equal(hash.digest('hex'), 'c130abdedde20f53b7f1c70181dc8fc115afd568a12977d7db3d597f39a21378')
  })

  for (const test of tortureTests)
    it(`${test.clause} ${test.name}: ${test.verdict}`, () => {
      assert.deepEqual(brokenRules(test.octets), [...test.breaks])
      assert.ok(parseSip(test.octets).message)
    })

  it('break no rule of the grammar where they are valid, and a rule where they are not', () => {
    for (const { name, breaks } of validTortureTests)
      assert.deepEqual([name, ...breaks.filter(rule => !beyondTheGrammar.includes(rule))], [name])
    for (const { name, breaks } of invalidTortureTests) assert.notEqual(breaks.length, 0, name)
    assert.equal(validTortureTests.length + invalidTortureTests.length + semanticTortureTests.length, 49)
  })

  it('are read the same when written again', () => {
    for (const { name, octets, breaks } of tortureTests) {
      const message = parseSip(octets).message!
      const again = parseSip(serialiseSip(message)).message
      const told = (one: typeof again) =>
        one && { ...one, headers: one.headers.map(({ name, value }) => [name, value]) }
      if (!breaks.includes('SIP-SYN-08')) assert.deepEqual(told(again), told(message), name)
    }
  })

  it('reads folded, spaced and compact header fields of wsinv as the plain ones they stand for', () => {
    const message = messageOf('wsinv')
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
    const message = messageOf('intmeth')
    assert.equal(parseNameAddress(headerValue(message, 'To')!)?.displayName, 'BEL:\x07 NUL:\x00 DEL:\x7f')
    assert.equal(parseNameAddress(headerValue(message, 'From')!)?.parameters[0]?.value, '"работающий"')
  })

  it('does not take an escaped header name for the name', () =>
    assert.equal(headerValues(messageOf('esc02'), 'Contact').length, 2))

  it('has all of semiuri before the second @ in the user', () => {
    const message = messageOf('semiuri')
    assert.ok(message.kind === 'request')
    assert.equal(parseSipUri(message.requestUri)?.user, 'user;par=u%40example.net')
  })

  it('finds 34 values of Via and one long branch in longreq', () => {
    const vias = headerValues(messageOf('longreq'), 'Via').map(value => parseVia(value))
    assert.equal(vias.length, 34)
    assert.equal(vias.at(-1)?.branch, `very${'long'.repeat(50)}branchvalue`)
  })

  it('ends the first request of dblreq at its Content-Length', () => {
    const parsed = parseSip(octetsOf('dblreq'))
    assert.equal(parsed.message?.body.length, 0)
    const extra = parsed.violations.find(({ rule }) => rule === 'SIP-SYN-13')
    assert.equal(octetsOf('dblreq').subarray(extra?.start, extra?.end).toString().trim().slice(0, 6), 'INVITE')
  })

  it('frames the binary body of mpart01 in spite of its nulls', () => {
    const { body } = messageOf('mpart01')
    assert.equal(body.length, 553)
    assert.ok(body.includes(0) && body.toString('latin1').endsWith('--7a9cbec02ceef655--\r\n'))
  })

  it('gives mcl01 no length that could be trusted', () =>
    assert.equal(messageOf('mcl01').body.length, octetsOf('mcl01').length - octetsOf('mcl01').indexOf('\r\n\r\n') - 4))

  it('tells a parameter of Contact from one of the URI in it', () => {
    const [ofField, ofUri] = ['cparam01', 'cparam02'].map(name =>
      parseNameAddress(headerValue(messageOf(name), 'Contact')!),
    )
    assert.deepEqual([ofField?.parameters, parseSipUri(ofField!.uri)?.parameters], [[{ name: 'unknownparam' }], []])
    assert.deepEqual([ofUri?.parameters, parseSipUri(ofUri!.uri)?.parameters], [[], [{ name: 'unknownparam' }]])
  })

  it('keeps the header in the Contact URI of regescrt', () => {
    const contact = parseNameAddress(headerValue(messageOf('regescrt'), 'Contact')!)
    assert.deepEqual(parseSipUri(contact!.uri)?.headers, [{ name: 'Route', value: '%3Csip:sip.example.com%3E' }])
  })
})

describe('the torture tests of RFC 5118', () => {
  for (const test of [...validIpv6TortureTests, ...invalidIpv6TortureTests])
    it(`${test.clause} ${test.name}: ${test.verdict}`, () => {
      assert.deepEqual(brokenRules(test.octets), [...test.breaks])
      assert.ok(parseSip(test.octets).message)
    })

  it('break a rule in §4.2 alone', () => {
    assert.deepEqual(
      validIpv6TortureTests.flatMap(({ breaks }) => breaks),
      [],
    )
    assert.ok(invalidIpv6TortureTests.every(({ breaks }) => breaks.length > 0))
  })

  it('take what stands within the brackets for the address, and a port behind them for one', () => {
    const uriOf = (name: string) => {
      const { message } = parseSip(validIpv6TortureTests.find(test => test.name === name)!.octets)
      assert.ok(message?.kind === 'request')
      const { host, port } = parseSipUri(message.requestUri) ?? {}
      return [host, port]
    }
    assert.deepEqual(uriOf('port-ambiguous'), ['[2001:db8:5::10:5070]', undefined])
    assert.deepEqual(uriOf('port-unambiguous'), ['[2001:db8:5::10]', 5070])
  })
})
