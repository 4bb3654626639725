import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { chromium, type Browser, type Page } from '@playwright/test'
import { sampleLadders, sampleResults } from '../sample/sample-run.ts'
import { reportHtml } from './report-html.ts'

const executablePath = '/usr/bin/chromium'
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

describe('report.html in a browser', { skip: existsSync(executablePath) ? false : 'no Chromium here' }, () => {
  let browser: Browser
  let page: Page
  const faults: string[] = []

  before(async () => {
    browser = await chromium.launch({ executablePath, args })
    page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => faults.push(message.text()))
    await page.setContent(reportHtml(sampleResults(), sampleLadders()))
  })
  after(() => browser.close())

  const go = (hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
  const octets = (id: string) => page.locator(`[id="${id}"] .octets pre`)

  it('opens a message that a link points at, and shows its octets with the offending ones marked', async () => {
    await go('#CAP-04/m4')
    await octets('CAP-04/m4').waitFor()
    assert.match((await octets('CAP-04/m4').textContent())!, /^SIP\/2\.0 200 OK\\r\\n\nVia: /)
    assert.equal(await page.locator('[id="CAP-04/m4"] mark').textContent(), 'SIP/2.0 200 OK')
  })

  it('follows a link into a row that ran again', async () => {
    await go('#BLK-05/1100%232/m2')
    await octets('BLK-05/1100#2/m2').waitFor()
    assert.ok(await octets('BLK-05/1100#2/m2').isVisible())
  })

  it('shows hostile octets as what they are and runs none of them', async () => {
    await go('#ROB-03/m1')
    await octets('ROB-03/m1').waitFor()
    const text = (await octets('ROB-03/m1').textContent())!
    for (const part of [
      '</script><img src=x',
      '\\u{202e}',
      '\\u{0}\\u{1b}[31m',
      '\\xff\\xfe\\xc3(\\xed\\xa0\\x80\\xe2\\x82',
      'é✓',
    ])
      assert.ok(text.includes(part), part)
    assert.equal(await page.evaluate('window.pwned'), undefined)
  })

  it('shows the same octets in hexadecimal on demand', async () => {
    await page.locator('[id="ROB-03/m1"] button', { hasText: 'Hex' }).click()
    assert.match((await octets('ROB-03/m1').textContent())!, /^00000 {2}4d 45 53 53 41 47 45 20 {2}MESSAGE /)
  })

  it('finds requirements by word, level and verdict', async () => {
    const visible = () => page.locator('.matrix tbody tr:visible').count()
    await page.locator('[data-filters=requirements] select[name=verdict]').selectOption('notTested')
    assert.equal(await visible(), 1)
    await page.locator('[data-filters=requirements] input').fill('no such words')
    assert.equal(await visible(), 0)
    assert.ok(await page.locator('[data-nothing-for=requirements]').isVisible())
  })

  it('fits a phone, and neither complains nor fails', async () => {
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
    assert.deepEqual(faults, [])
  })
})
