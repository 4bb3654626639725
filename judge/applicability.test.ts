import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { excludedBy, excludedByPixit } from './applicability.ts'
import { defaultPixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import { realPixit, scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { profiles } from '../fixtures/catalogue/profiles.ts'

const ics = { ...profiles.plain.ics, 'ICS-03': true, 'ICS-04': false, 'ICS-11': 'PAGER', 'ICS-14': false } as const

describe('whether the ICS excludes a case', () => {
  it('does not when the case asks for nothing', () => {
    assert.equal(excludedBy({}, ics), undefined)
  })

  it('does not when all items of one set are claimed', () => {
    assert.equal(excludedBy({ when: [['ICS-04'], ['ICS-03']] }, ics), undefined)
  })

  it('does when the item is claimed with another value', () => {
    assert.equal(excludedBy({ when: [['ICS-11=SESSION'], ['ICS-11=AUTO']] }, ics), 'ICS-11=SESSION')
    assert.equal(excludedBy({ when: [['ICS-11=SESSION'], ['ICS-11=PAGER']] }, ics), undefined)
  })

  it('does when it begins in a session and sessions are not claimed', () => {
    assert.equal(excludedBy({ needs: ['ssp', 'msrp'] }, { ...ics, 'ICS-01': false }), 'ICS-01')
    assert.equal(excludedBy({ needs: ['ssp'] }, { ...ics, 'ICS-01': false }), undefined)
  })

  it('names an item that is not claimed when no set is', () => {
    assert.match(excludedBy({ when: [['ICS-03', 'ICS-04']] }, ics) ?? '', /ICS-04/)
    assert.match(excludedBy({ when: [['ICS-04'], ['ICS-14']] }, ics) ?? '', /ICS-04|ICS-14/)
  })
})

describe('whether the PIXIT excludes a case', () => {
  const provided = {
    that: 'T_CAP is longer than a minute',
    holds: ({ T_CAP, SECOND }: typeof realPixit) => T_CAP > 60 * SECOND,
  }

  it('does not when the case asks for nothing, or for what the PIXIT has', () => {
    assert.equal(excludedByPixit({}, realPixit, defaultPixitStatements), undefined)
    assert.equal(excludedByPixit({ provided }, scaledPixit, defaultPixitStatements), undefined)
  })

  it('says what the PIXIT lacks', () => {
    assert.equal(excludedByPixit({ provided }, realPixit, defaultPixitStatements), 'T_CAP is longer than a minute')
  })
})
