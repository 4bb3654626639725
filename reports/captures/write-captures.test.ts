import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { CheckOutcome, RunOutcome } from '../../judge/outcome.ts'
import { viewRun } from '../../judge/run-view.ts'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { readIp } from './read-ip.ts'
import { readPackets, readPcapng } from './read-pcapng.ts'
import { writeCaptures, type CapturedRun, type CaptureForm } from './write-captures.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'
const invite = (token: string) => sipText('INVITE sip:bob@imps.example SIP/2.0', { token })

const folder = mkdtempSync(join(tmpdir(), 'captures-'))
after(() => rmSync(folder, { recursive: true }))

/** A log of two cases, in which a check, a rule and a contradiction of the ICS cite messages. */
function run(): CapturedRun {
  const log = new LogScript({ id: 'run-7', startedAt: '2026-01-01T00:00:00.000Z' }).begin('A-01', A).begin('B-01/x', B)
  log.at(1.000001).sip('sent', invite(A))
  log.at(2).sip('received', sipText('SIP/2.0 486 Busy Here', { token: A }))
  log.at(3).sip('sent', invite(B))
  log.finish('A-01').finish('B-01/x')
  const events = log.closed()
  const check: CheckOutcome = {
    requirement: 'R-07',
    level: 'must',
    statement: 'refuses',
    outcome: 'satisfied',
    matched: 'strict',
    evidence: [
      { role: 'cause', message: 1 },
      { role: 'effect', message: 2, octets: [8, 11] },
      { role: 'window', window: [1, 2] },
    ],
  }
  const row = { id: 'A-01', execution: 'A-01', verdict: 'pass', remarks: [], startedAt: 0, durationMs: 1 } as const
  const outcome: RunOutcome = {
    verdict: 'pass',
    totals: { pass: 1, warn: 0, fail: 0, inconclusive: 0, notApplicable: 0, error: 0 },
    cases: [
      {
        ...{ id: 'A-01', title: 't', group: 'g', class: 'mandatory', requirements: [], verdict: 'pass', remarks: [] },
        rows: [{ ...row, checks: [check] }],
        durationMs: 1,
      },
    ],
    rules: [
      {
        ...{ id: 'SIP-9', clause: 'RFC 3261 §8', statement: 'is fine', level: 'should', outcome: 'violated' },
        ...{ observed: 1, cases: ['A-01'] },
        evidence: [{ role: 'offends', execution: 'A-01', message: 2, because: 'it is not' }],
      },
    ],
    requirements: [],
    contradictions: [
      {
        ...{ item: 'ICS-01', feature: 'sessions', kind: 'undeclared but working', counts: true, cases: ['B-01'] },
        evidence: [{ role: 'effect', execution: 'B-01/x', message: 1, because: 'it did' }],
      },
    ],
    coverage: [],
  }
  return { events, view: viewRun(events), outcome }
}

const written = (form: CaptureForm): ReadonlyMap<string, Buffer> => {
  writeCaptures(folder, run(), form)
  const captures = join(folder, 'captures')
  return new Map(readdirSync(captures).map(name => [name, readFileSync(join(captures, name))]))
}

describe('the captures of a run', () => {
  it('are a file for each case, with what was said in it at its time', () => {
    const files = written('ip')
    assert.deepEqual([...files.keys()].sort(), ['A-01.pcapng', 'B-01.pcapng'])
    const packets = readPackets(files.get('A-01.pcapng') ?? Buffer.alloc(0))
    const start = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n
    assert.deepEqual(
      packets.map(({ at, direction }) => [at - start, direction]),
      [
        [1_000_001n, 'outbound'],
        [2_000_000n, 'inbound'],
      ],
    )
    assert.equal(readIp(packets[0]?.octets ?? Buffer.alloc(0)).payload.toString(), invite(A))
  })

  it('say in comments what verdicts cite a message for', () => {
    const files = written('ip')
    const comments = (name: string) => readPackets(files.get(name) ?? Buffer.alloc(0)).map(packet => packet.comments)
    assert.deepEqual(comments('A-01.pcapng'), [
      ['A-01 m1, cause of R-07 (must) satisfied, strict: refuses'],
      [
        'A-01 m2 octets 8–11, effect of R-07 (must) satisfied, strict: refuses',
        'A-01 m2, offends of rule SIP-9 (should) violated: is fine [RFC 3261 §8] — it is not',
      ],
    ])
    assert.deepEqual(comments('B-01.pcapng'), [
      ['B-01/x m1, effect of ICS-01 undeclared but working: sessions — it did'],
    ])
  })

  it('say which run and harness they are from, and whose sockets they show', () => {
    const [section, leg] = readPcapng(written('ip').get('A-01.pcapng') ?? Buffer.alloc(0))
    const words = [section, leg].map(block => block?.options.map(({ value }) => value.toString()) ?? [])
    assert.match(words[0]?.[0] ?? '', /^Run run-7, case A-01\.\n/)
    assert.equal(words[0]?.[2], 'iwf-conformance 0.1.0 (0000000)')
    assert.deepEqual(words[1]?.slice(0, 2), ['simple sip/udp', 'SIP over UDP, at the socket of simple'])
  })

  it('are the same octets for the same log', () => {
    for (const form of ['ip', 'pdu'] as const) assert.deepEqual(written(form), written(form))
  })

  it('take the place of those before them, and are left out when nobody wants them', () => {
    const linkTypeOf = (files: ReturnType<typeof written>) =>
      readPcapng(files.get('A-01.pcapng') ?? Buffer.alloc(0))[1]?.fields.readUInt16LE(0)
    assert.equal(linkTypeOf(written('ip')), 101)
    assert.equal(linkTypeOf(written('pdu')), 252)
    writeCaptures(folder, run(), 'none')
    assert.ok(!existsSync(join(folder, 'captures')))
  })
})
