import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import type { Verdict } from '../judge/outcome.ts'
import type { Results } from '../reports/results.ts'
import { openReport, withoutBrowser, type OpenedReport } from '../reports/sample/browser-page.ts'
import { only, runHere } from './run-harness.ts'

/** With this defect CAP-04 fails, CAP-08 warns, SIP-01 cannot tell and CAP-05 passes; the ICS excludes CAP-15. */
const CASES = ['CAP-04', 'CAP-05', 'CAP-08', 'CAP-15', 'SIP-01']
const DEFECT = 'accepts-before-capability'

describe('report.html of a run', { skip: withoutBrowser() }, () => {
  let results: Results
  let folder = ''
  let opened: OpenedReport
  let page: Page

  before(async () => {
    const run = await runHere([...only(CASES), '--defect', DEFECT])
    assert.ok(run.results && run.folder, run.stderr)
    folder = run.folder
    results = run.results
    opened = await openReport(address(), { width: 1280, height: 900 })
    page = opened.page
  })
  after(() => opened.browser.close())

  const address = (fragment = '') => new URL(fragment, pathToFileURL(join(folder, 'report.html')))
  const element = (id: string) => page.locator(`[id="${id}"]`)
  const go = (fragment: string) => page.goto(address(fragment).href)
  const focused = () => page.evaluate<string>(`document.activeElement.closest('details, input, button')?.id`)
  const hasFocus = (id: string) => element(id).locator('> summary:focus').waitFor()
  /** The message that violates CAP-04. */
  const offending = () => {
    const [row] = results.cases.find(({ id }) => id === 'CAP-04')!.rows
    const evidence = row!.checks.flatMap(check => (check.outcome === 'violated' ? check.evidence : []))
    return `${row!.execution}/m${evidence.find(({ role }) => role === 'offends')!.message}`
  }

  it('shows the verdict and the totals of results.json, and each verdict in words', async () => {
    assert.equal(await page.locator('[data-verdict-overall]').textContent(), 'fail')
    for (const verdict of ['pass', 'warn', 'fail', 'inconclusive', 'notApplicable'] satisfies Verdict[]) {
      assert.ok(results.totals[verdict] > 0, verdict)
      assert.equal(await page.locator(`[data-total=${verdict}]`).textContent(), String(results.totals[verdict]))
    }
    for (const { id } of results.cases)
      assert.match((await element(id).locator('> summary .badge').textContent())!, /[a-z]{4}/)
  })

  it('filters cases by verdict and by word, and says how many are left', async () => {
    const ids = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('details.case')].filter(each => each.checkVisibility()).map(each => each.id)`,
      )
    const left = (count: number) => page.locator('[data-count-for=cases]', { hasText: `${count} of 5` }).waitFor()
    const verdict = page.locator('[data-filters=cases] select')
    await verdict.selectOption('red')
    await left(3)
    assert.deepEqual(await ids(), ['CAP-04', 'CAP-08', 'SIP-01'])
    await page.locator('[data-filters=cases] input').fill(DEFECT)
    const red = results.cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'notApplicable')
    await left(red.filter(({ catches }) => catches.includes(DEFECT)).length)
    assert.ok((await ids()).includes('CAP-04'))
    await page.locator('[data-filters=cases] input').fill('')
    await verdict.selectOption('')
    await left(5)
  })

  it('leads from a violated check to the highlighted octets, which are those of the recording', async () => {
    await page.locator('.attention a.proof.r-offends').first().click()
    const message = element(offending())
    await message.locator('.decoded').waitFor()
    assert.match((await message.locator('.offence').first().textContent())!, /^✗ R-09 \(must\)/)
    await message.locator('.tools button', { hasText: 'Hex' }).click()
    const codes = await message.locator('mark.offends').allTextContents()
    const octets = Buffer.from(codes.join('').replaceAll(' ', ''), 'hex').toString()
    assert.match(octets, /^SIP\/2\.0 200 /)
    const trace = readFileSync(join(folder, 'traces', 'CAP-04.jsonl'), 'utf8')
    assert.ok(trace.includes(JSON.stringify(octets).slice(1, -1)), 'the trace has these octets')
    await message.locator('.tools button', { hasText: 'Decoded' }).click()
  })

  it('marks the first divergence on the ladder, right above the message', async () => {
    const mark = element('CAP-04').locator('.ladder .k-divergence')
    assert.equal(await mark.count(), 1)
    assert.equal(await page.evaluate(`document.querySelector('.k-divergence').nextElementSibling.id`), offending())
  })

  it('shows what the peers were told and did, and what the harness waited for', async () => {
    const notes = (await element('CAP-04').locator('.ladder .note').allTextContents()).join('\n')
    assert.match(notes, /told: capability: holds \d+ ms/)
    assert.match(notes, /⚡ as told, capability: holds/)
    assert.match(notes, /waits for final response to INVITE, at most /)
  })

  it('names the transaction of a message, with links to the others in it', async () => {
    const threads = element(offending()).locator('.threads li')
    assert.match((await threads.allTextContents()).join('\n'), /SIP transaction INVITE z9hG4bK.*, with m1 m2/)
    await threads.last().locator('a', { hasText: /^m1$/ }).click()
    await element('CAP-04/m1').locator('.decoded').waitFor()
  })

  it('opens at a case or a message that the address names', async () => {
    for (const id of [offending(), 'CAP-05', 'SIP-01/tcp']) {
      await go('#')
      await page.reload()
      await go(`#${id}`)
      await element(id).and(page.locator('[open]')).waitFor()
      await hasFocus(id)
      assert.ok(await element(id).isVisible())
    }
  })

  it('moves by keys: through cases, into a ladder, to the divergence, through views, and out again', async () => {
    await go('#CAP-04')
    await hasFocus('CAP-04')
    await page.keyboard.press('j')
    assert.equal(await focused(), 'CAP-05')
    await page.keyboard.press('f')
    assert.equal(await focused(), 'CAP-08')
    await page.keyboard.press('k')
    await page.keyboard.press('k')
    assert.equal(await focused(), 'CAP-04')
    await page.keyboard.press('n')
    assert.equal(await focused(), 'CAP-04/m1')
    await page.keyboard.press('n')
    assert.equal(await focused(), 'CAP-04/m2')
    await go('#SIP-01')
    await hasFocus('SIP-01')
    await page.keyboard.press('n')
    assert.equal(await focused(), 'SIP-01/tcp')
    await go('#CAP-04')
    await hasFocus('CAP-04')
    await page.keyboard.press('d')
    await hasFocus(offending())
    const view = element(offending()).locator('.tools [aria-pressed=true]')
    await view.waitFor()
    await page.keyboard.press('v')
    assert.equal(await view.textContent(), 'Text')
    await page.keyboard.press('Escape')
    assert.equal(await element(offending()).getAttribute('open'), null)
    await page.keyboard.press('Escape')
    assert.equal(await element('CAP-04').getAttribute('open'), null)
    assert.equal(await focused(), 'CAP-04')
  })

  it('documents the keys, lets them be turned off, and leaves typed letters alone', async () => {
    await page.keyboard.press('?')
    const dialog = page.locator('#keys')
    assert.match((await dialog.textContent())!, /j k next, previous case/)
    await dialog.locator('input').uncheck()
    await dialog.locator('button').click()
    await element('CAP-04').locator('> summary').focus()
    await page.keyboard.press('j')
    assert.equal(await focused(), 'CAP-04')
    await page.locator('[data-show-keys]').click()
    await dialog.locator('input').check()
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type('jk?')
    assert.equal(await page.locator('[data-filters=cases] input').inputValue(), 'jk?')
    assert.equal(await dialog.isVisible(), false)
    await page.locator('[data-filters=cases] input').fill('')
  })

  it('is dark or light as the reader wants, and always light on paper', async () => {
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await ground()
    await page.emulateMedia({ colorScheme: 'dark' })
    assert.notEqual(await ground(), light)
    await page.locator('[data-theme-button]').click()
    assert.equal(await ground(), light)
    await page.locator('[data-theme-button]').click()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    assert.equal(await ground(), 'rgb(255, 255, 255)')
    assert.equal(await page.locator('header nav').isVisible(), false)
    assert.ok(await element('CAP-08').locator('.badge').first().isVisible())
    await page.emulateMedia({ media: null, colorScheme: null })
  })

  it('has a title for every section, one heading of the first order, and a language', async () => {
    assert.equal(await page.evaluate('document.documentElement.lang'), 'en')
    assert.equal(await page.locator('h1').count(), 1)
    for (const landmark of ['banner', 'main', 'contentinfo'] as const)
      assert.equal(await page.getByRole(landmark).count(), 1, landmark)
    for (const name of ['Overview', 'Requirements', 'Mapping coverage', 'Always-on rules', 'Ambiguities leaned on'])
      assert.equal(await page.getByRole('region', { name }).count(), 1, name)
  })

  it('asks for nothing and complains of nothing', () => assert.deepEqual(opened.faults, []))
})
