import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { specification } from '../cli/specification/specification.ts'
import { loadCases } from '../engine/load-cases.ts'
import { caseIds } from '../fixtures/catalogue/case-ids.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { requirementsOf } from '../judge/judged-case.ts'

const catalogue = await loadCases([], process.cwd())

test('the built-in cases are those of the catalogue, all of them and no others', () => {
  assert.deepEqual(
    catalogue.map(({ id }) => id),
    caseIds,
  )
})

test('every requirement that binds an IWF is verified by a case', () => {
  const verified = new Set(catalogue.flatMap(({ checks }) => requirementsOf(checks)))
  const left = requirements.filter(({ id, bindsIwf }) => bindsIwf && !verified.has(id)).map(({ id }) => id)
  assert.deepEqual(left, [])
})

const servers = await loadCases([], process.cwd(), 'imps-server')

for (const [file, text] of [
  ['catalogue.md', specification(catalogue)],
  ['catalogue-imps-servers.md', specification(servers, 'imps-server')],
] as const)
  test(`docs/${file} is what \`npm run catalogue\` writes`, () => {
    const written = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8')
    assert.ok(written === text, `docs/${file} is stale: run \`npm run catalogue\` and commit it`)
  })

test('the sheet of a case says every condition on which it applies, session mode and PIXIT among them', () => {
  const sheets = specification(catalogue).split('\n### ')
  const sheetOf = (id: string) => sheets.find(sheet => sheet.startsWith(`${id}:`)) ?? ''
  for (const { id, given } of catalogue.filter(one => one.given.startsWith('P2')))
    assert.match(sheetOf(id), /\*\*ICS condition:\*\* .*ICS-01/, `${id}, ${given}`)
  assert.match(sheetOf('SIP-09'), /\*\*ICS condition:\*\* none/)
  for (const { id, provided } of catalogue)
    assert.equal(sheetOf(id).includes(`**PIXIT condition:** ${provided?.that ?? ''}`), provided !== undefined, id)
})

test('cases for IMPS servers are printed with the items of their own ICS, and what binds an IWF alone is left out', () => {
  const printed = specification(servers, 'imps-server')
  assert.match(printed, /SICS-02 \(A user who is offline\)/)
  assert.match(printed, /\| SICS-01 \| A user who is online\./)
  assert.doesNotMatch(printed, /SICS-\d\d \(\)|the IWF dies|\(0\)|\| R-09 |[^S]ICS-01/)
})
