import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { readPackets } from '../reports/captures/read-pcapng.ts'
import { manifestDifferences } from '../reports/manifest.ts'
import { assertDissected, TSHARK_MISSING } from './captures/assert-dissected.ts'
import { dissect, tsharkVersion } from './captures/tshark.ts'
import { commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

/** Sessions, chunks, reports and pager mode: every protocol, with datagrams, streams and long messages. */
const CASES = ['CAP-04', 'MSR-06', 'PGR-01', 'RPT-01', 'SES-01', 'SIP-04']

const filesIn = (folder: string) =>
  new Map(readdirSync(join(folder, 'captures')).map(name => [name, readFileSync(join(folder, 'captures', name))]))

const skip = tsharkVersion() === undefined && TSHARK_MISSING

let run = ''
before(async () => {
  const { folder, stderr } = await runHere(['--concurrency', '8', ...only(CASES)])
  assert.ok(folder, stderr)
  run = folder
})

/** The reports of the run, written again into a new folder. */
async function again(...options: readonly string[]): Promise<string> {
  const into = join(temporaryFolder(), 'again')
  const { exitCode, stderr } = await commandLineHere(['report', run, '--into', into, ...options])
  assert.equal(exitCode, 0, stderr)
  return into
}

describe('the captures of a run', () => {
  it('are there for each case that ran, and in the manifest', async () => {
    const ran = readdirSync(join(run, 'traces')).filter(name => name !== 'run.jsonl')
    assert.deepEqual([...filesIn(run).keys()].sort(), ran.map(name => name.replace('.jsonl', '.pcapng')).sort())
    assert.deepEqual(await manifestDifferences(run), [])
  })

  it('say on packets which verdicts rest on them', () => {
    const comments = readPackets(readFileSync(join(run, 'captures', 'CAP-04.pcapng'))).flatMap(each => each.comments)
    assert.ok(comments.some(comment => /^CAP-04 m\d+, effect of R-\d+ \(must\) satisfied/.test(comment)))
  })

  it('are written again from the log alone, octet for octet', async () => {
    assert.deepEqual(filesIn(await again()), filesIn(run))
  })

  it('hold messages instead of packets, or are left out, when that is asked for', async () => {
    const messages = await again('--captures', 'pdu')
    assert.equal(readFileSync(join(messages, 'captures', 'CAP-04.pcapng')).includes('sip\0'), true)
    assert.ok(!existsSync(join(await again('--captures', 'none'), 'captures')))
  })

  it('cannot be of a form that there is not', async () => {
    for (const command of ['run', 'report']) {
      const { exitCode, stderr } = await commandLineHere([command, '--captures', 'pcap'])
      assert.equal(exitCode, 4)
      assert.match(stderr, /--captures pcap: one of ip, pdu, none, please/)
    }
  })

  it('give tshark the same messages in both forms, and it sees what is said in comments', { skip }, async () => {
    const none = { malformed: [], notRecognised: [] }
    const totals = assertDissected(run, none)
    const messages = await again('--captures', 'pdu')
    assert.deepEqual(assertDissected(messages, none), totals)
    for (const [protocol, count] of Object.entries(totals)) assert.ok(count > 10, `${count} of ${protocol}`)
    const cited = dissect(join(run, 'captures')).filter(({ comments }) => /effect of R-/.test(comments))
    assert.ok(cited.length > 5)
    assert.ok(cited.every(({ messages: { sip, msrp, http } }) => sip + msrp + http > 0))
  })
})
