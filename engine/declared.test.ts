import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { defineCase, type AnyCase } from './case.ts'
import { registerKey, type CaseSite } from './declared.ts'
import { defineServerCase } from './server-case.ts'

const holder = globalThis as Record<symbol, unknown>
const here = fileURLToPath(import.meta.url)

const definition = {
  id: 'A-01',
  title: 'does so',
  class: 'mandatory',
  purpose: 'An example.',
  catches: [],
  ladder: 'nothing',
  cast: () => ({}),
  script: () => Promise.resolve(),
  checks: [],
} as const

describe('a declared case', () => {
  const registered: [string, CaseSite][] = []
  beforeEach(() => {
    registered.length = 0
    holder[registerKey] = ({ id }: AnyCase, site: CaseSite) => void registered.push([id, site])
  })
  afterEach(() => Reflect.deleteProperty(holder, registerKey))

  it('is registered where it is declared, whatever its subject', () => {
    defineCase({ ...definition, group: 'sip', given: 'P0' })
    defineServerCase({ ...definition, id: 'A-02' })
    assert.deepEqual(
      registered.map(([id, { file }]) => [id, file.replace(/^file:\/\//, '')]),
      [
        ['A-01', here],
        ['A-02', here],
      ],
    )
  })
})
