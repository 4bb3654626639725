import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { AnyCase } from '../case.ts'
import { ConfigurationError } from '../configuration.ts'
import { runDirectly } from '../front-end.ts'
import { loadCases } from '../load-cases.ts'
import { readBaseline } from './read-baseline.ts'

describe('a baseline file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'))
  const path = join(folder, 'accepted.json')
  let catalogue: readonly AnyCase[] = []
  before(async () => {
    runDirectly()
    catalogue = await loadCases([], process.cwd())
  })
  after(() => rmSync(folder, { recursive: true }))

  const why = { owner: 'gateway team', reason: 'fixed in 2.5', expires: '2026-12-31' }
  const read = (text: string) => {
    writeFileSync(path, text)
    return readBaseline(path, catalogue)
  }
  const accepting = (...accepted: readonly object[]) => read(JSON.stringify({ schemaVersion: '1.0', accepted }))

  it('accepts deviations of cases, rows and rules, a failure unless said otherwise', () => {
    const { file, sha256, accepted } = accepting(
      { case: 'CAP-04', ...why },
      { row: 'BLK-05/lists-1100', verdict: 'inconclusive', ...why },
      { rule: 'IWF-ALIVE', ...why },
    )
    assert.equal(file, 'accepted.json')
    assert.match(sha256, /^[0-9a-f]{64}$/)
    assert.deepEqual(
      accepted.map(({ kind, id, verdict }) => [kind, id, verdict]),
      [
        ['case', 'CAP-04', 'fail'],
        ['row', 'BLK-05/lists-1100', 'inconclusive'],
        ['rule', 'IWF-ALIVE', 'fail'],
      ],
    )
  })

  it('may accept nothing, and name its schema', () => {
    assert.deepEqual(read('{ "$schema": "x", "schemaVersion": "1.0", "accepted": [] }').accepted, [])
  })

  const refused = (message: RegExp, make: () => unknown) => {
    assert.throws(make, (error: unknown) => {
      assert.ok(error instanceof ConfigurationError)
      assert.match(error.message, message)
      assert.ok(error.message.includes(folder), error.message)
      return true
    })
  }

  it('must be there and be JSON', () => {
    refused(/cannot be read/, () => readBaseline(join(folder, 'none.json'), catalogue))
    refused(/is not JSON/, () => read('{'))
    refused(/it must be object/, () => read('[]'))
    refused(/schemaVersion must be "1\.0"/, () => read('{ "schemaVersion": "2.0", "accepted": [] }'))
  })

  it('must say who, why and until when', () => {
    refused(/accepted\[0\] lacks "owner"/, () => accepting({ case: 'CAP-04', reason: 'x', expires: '2026-12-31' }))
    refused(/accepted\[1\]\.reason must not be empty/, () =>
      accepting({ case: 'CAP-04', ...why }, { case: 'CAP-05', ...why, reason: ' ' }),
    )
    refused(/accepted\[0\]\.expires must be a day such as/, () =>
      accepting({ case: 'CAP-04', ...why, expires: 'never' }),
    )
    refused(/2026-02-30, which is no day/, () => accepting({ case: 'CAP-04', ...why, expires: '2026-02-30' }))
    refused(/accepted\[0\] has an unknown key "until"/, () => accepting({ case: 'CAP-04', ...why, until: 'x' }))
    refused(/accepted\[0\]\.verdict must be one of fail, inconclusive, warn/, () =>
      accepting({ case: 'CAP-04', ...why, verdict: 'error' }),
    )
  })

  it('must name one thing that there is, once', () => {
    refused(/accepted\[0\] must name one of case, row and rule/, () => accepting(why))
    refused(/and only one/, () => accepting({ case: 'CAP-04', rule: 'IWF-ALIVE', ...why }))
    refused(/the case CAP-99, which there is not/, () => accepting({ case: 'CAP-99', ...why }))
    refused(/CAP-04 has no rows: name it as case/, () => accepting({ row: 'CAP-04/x', ...why }))
    refused(/the rows of BLK-05 are: .*BLK-05\/lists-1100/, () => accepting({ row: 'BLK-05/9999', ...why }))
    refused(/the rule X-1, which there is not/, () => accepting({ rule: 'X-1', ...why }))
    refused(/is of a rule, which has no verdict/, () => accepting({ rule: 'IWF-ALIVE', verdict: 'warn', ...why }))
    refused(/accepts case CAP-04 twice/, () => accepting({ case: 'CAP-04', ...why }, { case: 'CAP-04', ...why }))
  })
})
