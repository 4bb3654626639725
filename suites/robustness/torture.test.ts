import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { validateSip } from '../../protocols/sip/validate.ts'
import { parseSip } from '../../protocols/sip/parse.ts'
import { tortureTests } from '../../protocols/sip/vectors/rfc4475.ts'
import { adapted, tortures } from './torture.ts'

const broken = (octets: Buffer): string[] => {
  const parsed = parseSip(octets)
  return [...new Set([...parsed.violations, ...validateSip(parsed)].map(({ rule }) => rule))].sort()
}

describe('a torture test that is adapted', () => {
  const place = { sentBy: '127.0.0.1:5070', domain: 'imps.example', token: 'k1' }
  for (const [name, { octets }] of Object.entries(tortures))
    it(`${name} breaks the rules that it broke before, and no other`, () => {
      const { breaks } = tortureTests.find(test => test.name === name) ?? { breaks: [] }
      const changed = adapted(octets, place)
      assert.deepEqual(broken(changed), [...breaks])
      assert.ok(changed.includes('127.0.0.1:5070'), 'the answer finds its way')
      assert.ok(changed.includes('k1'))
    })
})
