import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { buildIsComposing } from './build.ts'
import type { IsComposing } from './document.ts'
import { parseIsComposing } from './parse.ts'

const rulesOf = (document: string) => parseIsComposing(Buffer.from(document)).violations.map(({ rule }) => rule)
const inside = (content: string) =>
  `<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing">${content}</isComposing>`

describe('a composing indication', () => {
  it('is read as RFC 3994 §5 shows it', () => {
    const active = `<?xml version="1.0" encoding="UTF-8"?>
<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="urn:ietf:params:xml:ns:im-composing iscomposing.xsd">
  <state>active</state>
  <contenttype>text/plain</contenttype>
  <refresh>90</refresh>
</isComposing>`
    assert.deepEqual(parseIsComposing(Buffer.from(active)), {
      indication: { state: 'active', contentType: 'text/plain', refresh: 90 },
      violations: [],
    })
    const idle = inside(
      '<state>idle</state><lastactive>2003-01-27T10:43:00Z</lastactive><contenttype>audio</contenttype>',
    )
    assert.deepEqual(parseIsComposing(Buffer.from(idle)).indication, {
      state: 'idle',
      lastActive: '2003-01-27T10:43:00Z',
      contentType: 'audio',
    })
  })

  it('comes back as it was written', () => {
    const seconds = fc.integer({ min: 1, max: 999_999_999 })
    const dates = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    const indications: fc.Arbitrary<IsComposing> = fc.record(
      {
        state: fc.constantFrom('active' as const, 'idle' as const),
        lastActive: dates.map(date => date.toISOString()),
        contentType: fc.constantFrom('text/plain', 'audio', 'text/x-<&>'),
        refresh: seconds,
      },
      { requiredKeys: ['state'], noNullPrototype: true },
    )
    fc.assert(
      fc.property(indications, indication => {
        assert.deepEqual(parseIsComposing(buildIsComposing(indication)), { indication, violations: [] })
      }),
      { numRuns: 60 },
    )
  })

  it('takes a state that it does not know for idle, and passes extensions over', () => {
    const document = inside('<state>thinking</state><x:pen xmlns:x="urn:x">red</x:pen>')
    assert.deepEqual(parseIsComposing(Buffer.from(document)), { indication: { state: 'idle' }, violations: [] })
  })

  it('says what is wrong, and where', () => {
    assert.deepEqual(rulesOf('<isComposing>'), ['ISC-SYN-01'])
    assert.deepEqual(rulesOf('<isComposing><state>idle</state></isComposing>'), ['ISC-SYN-02'])
    assert.deepEqual(rulesOf(inside('')), ['ISC-SYN-03'])
    assert.deepEqual(rulesOf(inside('<state>idle</state><lastactive>today</lastactive>')), ['ISC-SYN-04'])
    assert.deepEqual(rulesOf(inside('<state>idle</state><refresh>0</refresh>')), ['ISC-SYN-05'])
    assert.deepEqual(rulesOf(inside('<state>idle</state><refresh>9</refresh><contenttype/>')), ['ISC-SYN-06'])
    const unknown = inside('<state>active</state><mood>good</mood>')
    const [violation] = parseIsComposing(Buffer.from(unknown)).violations
    assert.equal(violation?.rule, 'ISC-SYN-06')
    assert.equal(unknown.slice(violation.start, violation.end), '<mood>')
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), octets => {
        parseIsComposing(Buffer.from(octets))
      }),
      { numRuns: 60 },
    )
  })
})
