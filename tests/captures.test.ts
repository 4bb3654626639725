import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { viewRun } from '../judge/run-view.ts'
import type { ApplicationProtocol } from '../protocols/wire/tap.ts'
import { readPackets } from '../reports/captures/read-pcapng.ts'
import { writeCaptures } from '../reports/captures/write-captures.ts'
import { manifestDifferences } from '../reports/manifest.ts'
import { LogScript, sipText } from '../trace/log-script.ts'
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

const TOKEN = 'kaaaaaaaaaaa'
const message = (body: string) =>
  sipText('MESSAGE sip:bob@imps.example SIP/2.0', { token: TOKEN, cseq: '1 MESSAGE', body })
const post = `POST /${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`
const send =
  `MSRP aaaa SEND\r\nTo-Path: msrp://127.0.0.1:2855/${TOKEN};tcp\r\nFrom-Path: msrp://127.0.0.1:9/a;tcp\r\n` +
  'Message-ID: 1\r\nByte-Range: 1-2/2\r\nContent-Type: text/plain\r\n\r\nhi\r\n-------aaaa$\r\n'

/** Captures of a log in which a peer sends pieces to a port. */
function captured(protocol: ApplicationProtocol, port: number, pieces: readonly string[], form: 'ip' | 'pdu'): string {
  const log = new LogScript().begin('A-01', TOKEN)
  const ends = { local: { host: '10.0.0.1', port: 40_001 }, remote: { host: '10.0.0.2', port } }
  const tap = log.writer.open({ owner: 'simple', protocol, transport: 'tls', role: 'opened', ...ends })
  for (const piece of pieces) {
    log.after(1)
    tap.octets('sent', Buffer.from(piece))
  }
  const events = log.finish('A-01').closed()
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'traces'))
  writeFileSync(join(folder, 'traces', 'run.jsonl'), log.text())
  const nothing = { cases: [], rules: [], requirements: [], contradictions: [], coverage: [] }
  const totals = { pass: 0, warn: 0, fail: 0, inconclusive: 0, notApplicable: 0, error: 0 }
  writeCaptures(folder, { events, view: viewRun(events), outcome: { verdict: 'pass', totals, ...nothing } }, form)
  return folder
}

describe('what tshark could take for something else', { skip }, () => {
  const none = { malformed: [], notRecognised: [] }
  const octets = (text: string) => Array.from(text)
  const found: readonly (readonly [what: string, ApplicationProtocol, port: number, pieces: readonly string[]])[] = [
    ['SIP that was sent to the TLS port', 'sip', 5061, [message('hi')]],
    ['HTTP that was sent to the TLS port', 'http', 443, [post]],
    ['MSRP that was sent to the port of SIP', 'msrp', 5060, [send]],
    ['SIP that comes octet by octet', 'sip', 41_000, octets(message('hi'))],
    ['HTTP that comes octet by octet', 'http', 41_000, octets(post)],
    ['MSRP messages in one piece, and one in two', 'msrp', 41_000, [send + send + send.slice(0, 99), send.slice(99)]],
    ['a SIP message of 300,000 octets', 'sip', 41_000, [message('x'.repeat(300_000))]],
  ]
  for (const [what, protocol, port, pieces] of found)
    it(`is found all the same: ${what}`, () => {
      const whole = pieces.join('').split(protocol === 'msrp' ? 'MSRP aaaa' : 'Content-Length').length - 1
      assert.equal(assertDissected(captured(protocol, port, pieces, 'ip'), none)[protocol], whole)
    })

  it('is a message alone in the other form, even if there is too much of it', () => {
    const folder = captured('sip', 41_000, [message('x'.repeat(300_000)), ...octets(message('hi'))], 'pdu')
    assert.equal(assertDissected(folder, none).sip, 2)
  })
})
