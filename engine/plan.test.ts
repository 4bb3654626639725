import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { realPixit, scaledPixit, times } from '../fixtures/catalogue/pixit.ts'
import type { AnyCase } from './case.ts'
import { domainsFor, executionsOf, longestFirst, nextAttempt, selectCases } from './plan.ts'

const definition = (id: string, group: AnyCase['group'], more: Partial<AnyCase> = {}): AnyCase => ({
  id,
  group,
  title: `does what ${id} says`,
  class: 'mandatory',
  purpose: '',
  catches: [],
  ladder: '',
  given: 'P1',
  cast: () => ({}),
  script: () => Promise.resolve(),
  checks: [],
  ...more,
})
const catalogue = [
  definition('CAP-01', 'capability'),
  definition('CAP-02', 'capability'),
  definition('BLK-01', 'blocklist'),
]
const idsOf = (cases: readonly AnyCase[]) => cases.map(({ id }) => id)

describe('selectCases', () => {
  it('selects everything when nothing is asked for', () => {
    assert.deepEqual(idsOf(selectCases(catalogue, {})), ['CAP-01', 'CAP-02', 'BLK-01'])
  })

  it('selects by id, by group, and by words of id and title, all together', () => {
    assert.deepEqual(idsOf(selectCases(catalogue, { ids: ['BLK-01'] })), ['BLK-01'])
    assert.deepEqual(idsOf(selectCases(catalogue, { groups: ['capability'], grep: 'WHAT cap-02' })), ['CAP-02'])
  })

  it('names an unknown case and the ones like it', () => {
    assert.throws(() => selectCases(catalogue, { ids: ['CAP-99'] }), {
      code: 'unknown-case',
      message: 'there is no case CAP-99; there are: CAP-01, CAP-02',
    })
  })

  it('names an unknown group and those that there are', () => {
    assert.throws(() => selectCases(catalogue, { groups: ['cap'] }), {
      code: 'unknown-group',
      message: 'there is no group cap; there are: capability, blocklist',
    })
  })

  it('refuses a selection without a case', () => {
    assert.throws(() => selectCases(catalogue, { grep: 'nothing like it' }), { code: 'empty-selection' })
  })
})

describe('executionsOf', () => {
  it('leaves out what the ICS does not claim: a case, or a row of it', () => {
    const idsUnder = (ics: Record<string, boolean>, more: Partial<AnyCase>) =>
      executionsOf(definition('A-03', 'sip', { rows: { tcp: 1, udp: 2 }, ...more }), ics).map(({ id }) => id)
    assert.deepEqual(idsUnder({ 'ICS-23': false }, { rowNeeds: { udp: ['ICS-23'] } }), ['A-03/tcp'])
    assert.deepEqual(idsUnder({ 'ICS-23': true }, { rowNeeds: { udp: ['ICS-23'] } }), ['A-03/tcp', 'A-03/udp'])
    assert.deepEqual(idsUnder({ 'ICS-23': false }, { when: [['ICS-23']] }), [])
  })

  it('makes one execution of a case without rows, and one for each row otherwise', () => {
    assert.deepEqual(
      executionsOf(definition('A-01', 'sip'), {}).map(({ id }) => id),
      ['A-01'],
    )
    const rows = { tcp: 1, udp: 2 }
    assert.deepEqual(
      executionsOf(definition('A-02', 'sip', { rows }), {}).map(({ id, row }) => [id, row]),
      [
        ['A-02/tcp', 1],
        ['A-02/udp', 2],
      ],
    )
  })

  it('numbers a repeated attempt', () => {
    const [first] = executionsOf(definition('A-01', 'sip'), {})
    assert.ok(first)
    assert.equal(nextAttempt(first).id, 'A-01#2')
    assert.equal(nextAttempt(nextAttempt(first)).id, 'A-01#3')
  })
})

describe('longestFirst', () => {
  const rows = { quick: 0, slow: 2 }
  const some = [
    definition('A-01', 'sip'),
    definition('A-02', 'sip', { rows, lasts: ({ T1 }, row) => (row === 2 ? times(64, T1) : undefined) }),
    definition('A-03', 'sip', { lasts: ({ T_IDLE }) => T_IDLE }),
    definition('A-04', 'sip', { lasts: ({ T1 }) => times(64, T1) }),
  ]
  const order = (pixit: typeof realPixit, ahead?: number) =>
    longestFirst(
      some.flatMap(one => executionsOf(one, {})),
      pixit,
      ahead,
    ).map(({ id }) => id)

  it('begins with what waits longest, and keeps the order of the catalogue otherwise', () => {
    assert.deepEqual(order(scaledPixit), ['A-03', 'A-02/slow', 'A-04', 'A-01', 'A-02/quick'])
  })

  it('lets some that wait for nothing go ahead', () => {
    assert.deepEqual(order(scaledPixit, 1), ['A-01', 'A-03', 'A-02/slow', 'A-04', 'A-02/quick'])
    assert.deepEqual(order(scaledPixit, 9), ['A-01', 'A-02/quick', 'A-03', 'A-02/slow', 'A-04'])
  })

  it('goes by the PIXIT', () => {
    assert.equal(order({ ...realPixit, T_IDLE: times(0, realPixit.T1) })[0], 'A-02/slow')
  })
})

describe('domainsFor', () => {
  const base = { sip: 'sip.example', imps: ['imps.example', 'other.example'] } as const
  const ownOf = (one: AnyCase) => [...domainsFor(executionsOf(one, {}), base).own]

  it('gives each row that is isolated by domain a domain below the first one', () => {
    assert.deepEqual(ownOf(definition('SSP-02', 'ssp', { isolation: 'domain' })), [['SSP-02', 'ssp-02.imps.example']])
    assert.deepEqual(ownOf(definition('SSP-02', 'ssp', { isolation: 'domain', rows: { 'a/b': 1, c: 2 } })), [
      ['SSP-02/a/b', 'ssp-02-a-b.imps.example'],
      ['SSP-02/c', 'ssp-02-c.imps.example'],
    ])
    assert.deepEqual(ownOf(definition('SSP-02', 'ssp')), [])
  })

  it('asks each row where a case says so', () => {
    const isolation = (row: unknown) => (row === 1 ? 'domain' : 'users')
    assert.deepEqual(ownOf(definition('SSP-02', 'ssp', { isolation, rows: { one: 1, two: 2 } })), [
      ['SSP-02/one', 'ssp-02-one.imps.example'],
    ])
  })
})
