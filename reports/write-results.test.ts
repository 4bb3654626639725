import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sampleResults } from './sample/sample-run.ts'
import { InvalidResultsError } from './validate-results.ts'
import { serialiseResults, writeResults } from './write-results.ts'

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

describe('serialiseResults', () => {
  it('gives equal octets for equal results, in whatever order they were built', () => {
    const backwards = reversed(sampleResults()) as ReturnType<typeof sampleResults>
    assert.equal(serialiseResults(backwards), serialiseResults(sampleResults()))
  })
  it('loses nothing', () => {
    assert.deepEqual(JSON.parse(serialiseResults(sampleResults())), sampleResults())
  })
  it('begins with the schema version and ends with a line end', () => {
    assert.match(serialiseResults(sampleResults()), /^\{\n {2}"schemaVersion": "1\.1",[^]*\}\n$/)
  })
})

describe('writeResults', () => {
  let folder = ''
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'results-'))))
  after(() => rm(folder, { recursive: true }))

  it('writes nothing at all when the results are unsound', async () => {
    await assert.rejects(writeResults(folder, { ...sampleResults(), verdict: 'pass' }), InvalidResultsError)
    assert.deepEqual(await readdir(folder), [])
  })
  it('leaves results.json and no temporary file', async () => {
    await writeResults(folder, sampleResults())
    assert.deepEqual(await readdir(folder), ['results.json'])
    assert.equal(await readFile(join(folder, 'results.json'), 'utf8'), serialiseResults(sampleResults()))
  })
})
