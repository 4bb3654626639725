import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { hostileOctets } from '../sample/sample-messages.ts'
import { sampleLadders, sampleResults } from '../sample/sample-run.ts'
import { unfolded } from '../sample/unfolded.ts'
import { reportHtml } from './report-html.ts'

const file = reportHtml(sampleResults(), sampleLadders())
const page = unfolded(file)
const scripts = [...page.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)]
const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(match => match[1]!)
/** What a browser without scripts shows. */
const shown = page.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, '')
const section = (id: string): string => {
  const start = shown.indexOf(`<details class="case" id="${id}"`)
  return shown.slice(start, shown.indexOf('<details class="case"', start + 1))
}

interface Embedded {
  readonly id: number
  readonly length: number
  readonly marks?: readonly { readonly start: number; readonly end: number; readonly offends: boolean }[]
  readonly text?: string
  readonly base64?: string
}
const embedded = (execution: string): readonly Embedded[] => {
  const script = scripts.find(([, attributes]) => attributes!.includes(`data-octets="${execution}"`))
  return JSON.parse(script![2]!) as readonly Embedded[]
}

describe('report.html', () => {
  it('shows the verdict, the totals, and what qualifies them', () => {
    assert.match(shown, /data-verdict-overall="error">error</)
    assert.match(shown, /data-total="pass">2</)
    assert.match(shown, /<b>Partial\.<\/b>/)
    assert.match(shown, /<b>Scaled timers\.<\/b>.*0\.01 times/)
    assert.doesNotMatch(shown, /<b>Incomplete\.<\/b>/)
  })

  it('says of a run that was interrupted what became of the rows that had not ended', () => {
    const { run, ...results } = sampleResults()
    const interrupted = reportHtml({ ...results, run: { ...run, complete: false } }, sampleLadders())
    assert.match(interrupted, /<b>Incomplete\.<\/b>[^<]* rows that had not ended are\s+inconclusive\.<\/li>/)
  })

  it('says that the syntax of the binding is not OMA’s', () => {
    assert.match(shown, /<code>own-combined<\/code>\. The syntax .* not from OMA/)
  })

  it('shows each requirement with its cases and verdict, or why it is not tested', () => {
    for (const requirement of sampleResults().requirements) assert.ok(ids.includes(requirement.id))
    assert.match(shown, /id="R-23"[^]*?not tested<\/span><p class="because">an obligation of the IMPS server/)
    assert.match(shown, /data-level-total="stated fail">1</)
  })

  it('shows of each case its purpose, preconditions, procedure, checks and evidence', () => {
    const text = section('CAP-04')
    for (const part of [
      'Shows that the IWF waits',
      'P1: SSP session up',
      'held back for 0.6 T_CAP',
      '<b>violated</b>',
      '<p class="because">200 OK came',
    ])
      assert.ok(text.includes(part), part)
  })

  it('prints beside a verdict the decisions of open questions that it leans on', () => {
    const text = section('CAP-04')
    assert.match(
      text,
      /<b>AMB-02<\/b><\/a> May the 2xx rest on capabilities[^]*?<em>Decided:<\/em> Each initial INVITE/,
    )
    assert.match(text, /<em>Tolerated:<\/em> With a declared cache/)
  })

  it('links a violated check to the message that violates it, and marks that message and its octets', () => {
    const text = section('CAP-04')
    assert.match(text, /<a class="proof r-offends" href="#CAP-04\/m4">offends m4 200 OK \(INVITE\), octets 0–14<\/a>/)
    assert.match(text, /<details class="m sip left simple bad"[^>]*id="CAP-04\/m4"/)
    assert.deepEqual(embedded('CAP-04').find(message => message.id === 4)?.marks, [
      { start: 0, end: 14, offends: true },
    ])
  })

  it('shows earlier attempts of a repeated row with their own messages', () => {
    assert.ok(ids.includes('attempt:BLK-05/1100'))
    assert.ok(ids.includes('BLK-05/1100/m7'))
    assert.ok(ids.includes('BLK-05/1100#2/m2'))
  })

  it('draws both legs in one ladder, with time, silences and behaviours of peers', () => {
    const cap = section('CAP-04')
    assert.match(cap, /class="m sip right simple"[^]*INVITE sip:bob-k7@imps\.example/)
    assert.match(cap, /class="m http right imps"[^]*SSP GetClientCapabilityRequest/)
    assert.match(cap, /class="gap cut"[^>]*><span>1\.196 s</)
    assert.match(cap, /k-fault[^]*⚡ as told, holds capability/)
    assert.match(section('BLK-01'), /note quiet[^]*silence: after the decision/)
  })

  it('has no link that leads nowhere and no name twice', () => {
    assert.equal(new Set(ids).size, ids.length)
    for (const [, href] of shown.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(decodeURIComponent(href!)), href)
  })

  it('needs nothing from outside', () => {
    assert.doesNotMatch(shown, /\b(src|srcset|action)=|<link\b|url\(|https?:\/\//)
  })

  it('runs its own script only, which the content security policy names by its digest', () => {
    const own = scripts.filter(([, attributes]) => attributes === '')
    assert.equal(own.length, 1)
    const digest = createHash('sha256').update(own[0]![2]!).digest('base64')
    assert.ok(page.includes(`script-src &#39;sha256-${digest}&#39;`))
  })

  it('embeds hostile octets exactly, and none of them becomes mark-up', () => {
    assert.doesNotMatch(page, /<img|<b>"quoted|<script>window/)
    const message = embedded('ROB-03')[0]!
    assert.equal(message.text, undefined)
    assert.deepEqual(Buffer.from(message.base64!, 'base64'), hostileOctets)
  })

  it('embeds the beginning of a huge message and says how long it is', () => {
    const message = embedded('ROB-03')[2]!
    assert.equal(message.length, 100_000)
    assert.equal(message.text!.length, 64 * 1024)
  })

  it('shows what contradicts the ICS, and which rows of the mappings were exercised', () => {
    assert.match(page, /data-contradiction="ICS-10"/)
    assert.match(page, /undeclared but working/)
    assert.match(page, /data-coverage="imps-status-invite"/)
    assert.match(page, /1 of 2/)
  })

  it('marks probes of what the ICS excludes, in the overview and in the case', () => {
    const results = sampleResults()
    const [first, ...others] = results.cases
    const probe = { ...first!.rows[0]!, id: 'CAP-01/probed', execution: 'CAP-01/probed' }
    const probed = {
      ...results,
      run: { ...results.run, probes: [probe.id] },
      cases: [{ ...first!, probes: [probe] }, ...others],
    }
    const shown = unfolded(reportHtml(probed, sampleLadders()))
    assert.match(shown, /<b>Probed\.<\/b> 1 row that the ICS excludes/)
    assert.match(shown, /data-probe="CAP-01\/probed"/)
    assert.match(shown, /run for information only/)
  })

  it('reports an execution of which nothing was recorded without its ladder', () => {
    const bare = unfolded(reportHtml(sampleResults(), new Map()))
    assert.doesNotMatch(bare, /href="#[^"]*\/m\d/)
    assert.match(bare, /Nothing was recorded for CAP-04\./)
    assert.match(bare, /<span class="proof">offends m4/)
  })
})
