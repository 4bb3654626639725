import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sampleResults } from './sample/sample-run.ts'
import { summary } from './summary.ts'

const report = 'evidence/run/report.html'
const plain = summary(sampleResults(), { colour: false, report })

describe('summary', () => {
  it('counts each group by verdict, and all of them at the end', () => {
    assert.match(plain, /^group +pass +warn +fail +inconc +error +n\/a +cases\n/)
    assert.match(plain, /\ncapability +1 +· +1 +· +· +· +2\n/)
    assert.match(plain, /\ntotal +2 +1 +1 +1 +1 +1 +7\n/)
  })
  it('says in words why each case is not green, worst first', () => {
    const listed = [...plain.matchAll(/^[‼✗?!] (?!ics)\w+ +(\w+-\d+)/gmu)].map(match => match[1])
    assert.deepEqual(listed, ['ROB-03', 'CAP-04', 'BLK-05', 'BLK-01'])
    assert.match(plain, /R-09 \(must\) no 2xx.*: 200 OK came 1196\.7 ms before the capability answer\n/)
    assert.match(plain, /BLK-05\/1100: differs under concurrency/)
  })
  it('shows violated rules, the verdict with what qualifies it, and where the report is', () => {
    assert.match(plain, /✗ rule +SIP-SYN-03 \[RFC 3261 §7\.3\.1\] .*\(in 2 cases\)\n +a header line has no colon/)
    assert.match(plain, /\nverdict: ERROR \(only a selection of the catalogue ran; timers scaled by 0\.01\)\n/)
    assert.ok(plain.endsWith(`report: ${report}\n`))
  })
  it('shows where the traffic says otherwise than the ICS, and how far the mappings were exercised', () => {
    assert.match(plain, /! ics +ICS-10 undeclared but working: .* \(in 1 case\)\n +an answer to a capability query\n/)
    assert.match(plain, /\nmapping rows exercised: SIMPLE to IMPS 1 of 2, IMPS to SIMPLE 0 of 0\n/)
  })
  it('uses colours only when told to, and they change no word', () => {
    const coloured = summary(sampleResults(), { colour: true, report })
    assert.ok(!plain.includes('\x1b'))
    assert.ok(coloured.includes('\x1b['))
    assert.equal(coloured.replace(/\x1b\[[\d;]*m/g, ''), plain)
  })
  it('never passes control characters of a peer on to the terminal', () => {
    const [first, ...others] = sampleResults().cases
    const title = 'clears \x1b[2J the screen \u202e'
    const text = summary(
      { ...sampleResults(), cases: [{ ...first!, title, verdict: 'fail' }, ...others] },
      { colour: false, report },
    )
    assert.ok(text.includes('clears \\u{1b}[2J the screen \\u{202e}'))
  })
})
