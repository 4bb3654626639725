import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { embeddedIcs } from '../fixtures/catalogue/embedded-ics.ts'
import { excludedBy } from './applicability.ts'

const ics = { ...embeddedIcs, 'ICS-03': true, 'ICS-04': false, 'ICS-11': 'PAGER', 'ICS-14': false } as const

describe('whether the ICS excludes a case', () => {
  it('does not when the case asks for nothing', () => {
    assert.equal(excludedBy({}, ics), undefined)
  })

  it('does not when all items of one set are claimed', () => {
    assert.equal(excludedBy({ when: [['ICS-04'], ['ICS-03']] }, ics), undefined)
  })

  it('names an item that is not claimed when no set is', () => {
    assert.match(excludedBy({ when: [['ICS-03', 'ICS-04']] }, ics) ?? '', /ICS-04/)
    assert.match(excludedBy({ when: [['ICS-04'], ['ICS-14']] }, ics) ?? '', /ICS-04|ICS-14/)
  })
})
