import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openReport, withoutBrowser, type OpenedReport } from '../sample/browser-page.ts'
import { sampleLadders, sampleResults } from '../sample/sample-run.ts'
import { reportHtml } from './report-html.ts'

describe('report.html in a browser', { skip: withoutBrowser() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  const file = join(folder, 'report.html')
  let opened: OpenedReport

  before(async () => {
    writeFileSync(file, reportHtml(sampleResults(), sampleLadders()))
    opened = await openReport(pathToFileURL(file), { width: 390, height: 800 })
  })
  after(async () => {
    await opened.browser.close()
    rmSync(folder, { recursive: true })
  })

  const message = (id: string) => opened.page.locator(`[id="${id}"]`)
  const octets = (id: string) => message(id).locator('.octets pre')
  const go = async (id: string, view: 'Decoded' | 'Text' | 'Hex') => {
    await opened.page.evaluate(`location.hash = ${JSON.stringify(encodeURI(id).replaceAll('#', '%23'))}`)
    await message(id).locator('.tools button', { hasText: view }).click()
  }

  it('unfolds the case of a message that a link points at, and marks the offending octets', async () => {
    assert.equal(await message('CAP-04/m4').count(), 0)
    await go('CAP-04/m4', 'Text')
    assert.match((await octets('CAP-04/m4').textContent())!, /^SIP\/2\.0 200 OK\\r\\n\nVia: /)
    assert.equal(await message('CAP-04/m4').locator('mark.offends').textContent(), 'SIP/2.0 200 OK')
  })

  it('marks the same octets in every view', async () => {
    await go('CAP-04/m4', 'Hex')
    assert.deepEqual(await message('CAP-04/m4').locator('mark.offends').allTextContents(), [
      '53 49 50 2f 32 2e 30 20',
      '32 30 30 20 4f 4b',
    ])
    await go('CAP-04/m4', 'Decoded')
    assert.equal(await message('CAP-04/m4').locator('mark.offends').textContent(), 'SIP/2.0 200 OK')
  })

  it('takes messages apart by their type: header fields, SDP, CPIM and XML', async () => {
    await go('CAP-04/m4', 'Decoded')
    const decoded = (await message('CAP-04/m4').locator('.decoded').textContent())!
    assert.match(decoded, /Start line.*HeaderVia.*CSeq1 INVITE.*SDPv= version0.*m= mediamessage 7394 TCP\/MSRP \*/)
    await go('CAP-04/m6', 'Decoded')
    const xml = message('CAP-04/m6').locator('.decoded .block').last().locator('> div')
    const depths = await xml.evaluateAll(lines =>
      (lines as unknown as { style: { paddingLeft: string }; textContent: string }[]).map(
        ({ style, textContent }) => `${style.paddingLeft} ${textContent.slice(0, 12)}`,
      ),
    )
    assert.deepEqual(depths.slice(0, 4), [
      '0rem <?xml versio',
      '0rem <WV-SSP-Mess',
      '1rem <Session ses',
      '2rem <Transaction',
    ])
  })

  it('follows a link into a row that ran again, and into its earlier attempt', async () => {
    for (const id of ['BLK-05/1100#2/m2', 'BLK-05/1100/m7']) {
      await go(id, 'Text')
      assert.ok(await octets(id).isVisible())
    }
  })

  it('shows hostile octets as what they are and runs none of them', async () => {
    await go('ROB-03/m1', 'Text')
    const text = (await octets('ROB-03/m1').textContent())!
    for (const part of [
      '</script><img src=x',
      '\\u{202e}',
      '\\u{61c}',
      '\\u{0}\\u{1b}[31m',
      '\\xff\\xfe\\xc3(\\xed\\xa0\\x80\\xe2\\x82',
      'é✓',
    ])
      assert.ok(text.includes(part), part)
    await go('ROB-03/m1', 'Decoded')
    assert.match((await message('ROB-03/m1').locator('.decoded').textContent())!, /<\/script><img src=x/)
    assert.equal(await opened.page.evaluate('window.pwned'), undefined)
  })

  it('shows the same octets in hexadecimal on demand', async () => {
    await go('ROB-03/m1', 'Hex')
    assert.match((await octets('ROB-03/m1').textContent())!, /^00000 {2}4d 45 53 53 41 47 45 20 {2}MESSAGE /)
  })

  it('shows all of a long message on demand, and says what only the trace has', async () => {
    await go('ROB-03/m3', 'Text')
    await message('ROB-03/m3').locator('button', { hasText: 'Show all 65536 octets' }).click()
    const place = message('ROB-03/m3').locator('.octets')
    assert.match((await place.textContent())!, /embeds the first 65536 of 100000 octets; the rest is in the trace/)
  })

  it('says so when an address names nothing in the report', async () => {
    await opened.page.evaluate(`location.hash = 'CAP-04/m99'`)
    await opened.page.locator('#announcement', { hasText: 'This report has no CAP-04/m99.' }).waitFor()
  })

  it('finds requirements by word, level and verdict', async () => {
    const visible = opened.page.locator('.matrix tbody tr:visible')
    await opened.page.locator('[data-filters=requirements] select[name=verdict]').selectOption('notTested')
    await opened.page.locator('[data-count-for=requirements]', { hasText: '1 of 9' }).waitFor()
    assert.equal(await visible.count(), 1)
    await opened.page.locator('[data-filters=requirements] input').fill('no such words')
    await opened.page.locator('[data-nothing-for=requirements]').waitFor()
    assert.equal(await visible.count(), 0)
  })

  it('cuts nothing off at the width of a phone', async () => {
    for (const id of ['CAP-04/m4', 'BLK-05/1100', 'ROB-03']) {
      await opened.page.evaluate(`location.hash = ${JSON.stringify(id)}`)
      await message(id).locator('> summary:focus').waitFor()
    }
    const wide = await opened.page.evaluate<string[]>(
      `[...document.querySelectorAll('.case[open] > .body *')]
        .filter(each => each.checkVisibility() && !each.closest('.unseen, pre, .scroll'))
        .filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML.slice(0, 80))`,
    )
    assert.deepEqual(wide, [])
  })

  it('opens for paper what is not green, and the parameters in force', async () => {
    await opened.page.evaluate('openForPaper()')
    for (const id of ['CAP-04', 'BLK-05/1100', 'ROB-03'])
      assert.ok((await message(id).getAttribute('open')) !== null, id)
    assert.equal(await message('CAP-01').getAttribute('open'), null)
    await opened.page.evaluate(`addEventListener('beforeprint', () => (window.onPaper = pixit.open))`)
    await opened.page.pdf()
    assert.equal(await opened.page.evaluate('window.onPaper'), true)
    assert.equal(await message('pixit').getAttribute('open'), null)
  })

  it('opens for paper the messages that violate, each with so many of its octets', async () => {
    await opened.page.goto('about:blank')
    await opened.page.goto(pathToFileURL(file).href)
    await opened.page.evaluate('openForPaper()')
    assert.equal(await message('CAP-04/m4').locator('mark.offends').textContent(), 'SIP/2.0 200 OK')
    assert.match((await message('CAP-04/m4').locator('.octets').textContent())!, /Call-ID/)
    assert.equal(await message('CAP-04/m3').getAttribute('open'), null)
    const ofEarlierAttempts = opened.page.locator('details:not([open]) details.m[open]')
    assert.equal(await ofEarlierAttempts.count(), 0)
    await opened.page.evaluate(`showMessage(document.getElementById('ROB-03/m3'), 'paper')`)
    const long = (await message('ROB-03/m3').locator('.octets').textContent())!
    assert.match(long, /The first 4096 of 100000 octets are printed; all are in the trace\.$/)
  })

  it('fits a phone, and neither complains nor fails nor asks for anything', async () => {
    assert.equal(await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
    assert.deepEqual(opened.faults, [])
  })
})
