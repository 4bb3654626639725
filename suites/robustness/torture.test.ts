import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { headerValues } from '../../protocols/sip/headers.ts'
import { validateSip } from '../../protocols/sip/validate.ts'
import { parseSip } from '../../protocols/sip/parse.ts'
import { parseVia } from '../../protocols/sip/via.ts'
import { tortureTests } from '../../protocols/sip/vectors/rfc4475.ts'
import { invalidIpv6TortureTests, validIpv6TortureTests } from '../../protocols/sip/vectors/rfc5118.ts'
import { adapted } from './torture-adaptation.ts'
import { tortures } from './torture.ts'

const all = [...tortureTests, ...validIpv6TortureTests, ...invalidIpv6TortureTests]

const broken = (octets: Buffer): string[] => {
  const parsed = parseSip(octets)
  return [...new Set([...parsed.violations, ...validateSip(parsed)].map(({ rule }) => rule))].sort()
}

const place = { sentBy: '127.0.0.1:5070', domain: 'imps.example', token: 'k1' }

describe('a torture test that is adapted', () => {
  for (const [id, torture] of Object.entries(tortures))
    it(`${id} breaks the rules that it broke before, and no other`, () => {
      const { breaks } = all.find(({ octets }) => octets === torture.octets) ?? { breaks: [] }
      const changed = adapted(torture, place)
      assert.deepEqual(broken(changed), [...breaks])
      assert.ok(changed.includes('127.0.0.1:5070'), 'the answer finds its way')
      assert.ok(changed.includes('k1'))
    })

  it('names the transport that it takes', () => {
    for (const [id, torture] of Object.entries(tortures)) {
      const { message } = parseSip(adapted(torture, place))
      const [topmost] = headerValues(message!, 'via')
      const transport = parseVia(topmost ?? '')?.transport
      // Where Via cannot be read nothing can be told of it.
      if (transport !== undefined) assert.equal(transport, torture.transport.toUpperCase(), id)
    }
  })

  it('keeps the addresses of RFC 5118, behind a Via of the sender', () => {
    const { message } = parseSip(adapted(tortures['mult-ip-in-header']!, place))
    const hosts = headerValues(message!, 'via').map(via => parseVia(via)?.host)
    assert.deepEqual(hosts, ['127.0.0.1', '[2001:db8:5::a]', '192.0.2.66', '[2001:db8:5::c]'])
  })
})

describe('the torture tests', () => {
  it('go over TCP unless their end could not be told there', () => {
    const datagramsOnly = all
      .filter(({ name }) => name in tortures && !(`${name}-tcp` in tortures))
      .map(({ name }) => name)
    assert.deepEqual(datagramsOnly, ['dblreq', 'clerr', 'ncl', 'baddn'])
  })
})
