import type {
  CheckOutcome,
  Contradiction,
  MappingCoverage,
  RequirementOutcome,
  RowOutcome,
  RuleOutcome,
  Verdict,
} from '../../judge/outcome.ts'
import type { Ladders } from '../html/ladder.ts'
import type { CaseResult, Results } from '../results.ts'
import { totalsOf } from '../../judge/verdict.ts'
import { acceptsTooEarly, hostile, orderlySession, refusedAndSilent } from './sample-ladders.ts'

const satisfied = (requirement: string, statement: string, message = 1): CheckOutcome => ({
  requirement,
  level: 'must',
  statement,
  outcome: 'satisfied',
  evidence: [{ role: 'effect', message }],
})

/** What an IWF sent may have no place where a line could end. */
const unbroken: CheckOutcome = {
  requirement: 'R-31',
  level: 'must',
  statement: 'the Call-ID is answered unchanged',
  outcome: 'unobservable',
  because: `no answer with ${'a1'.repeat(200)}@imps.example`,
  evidence: [],
}

const row = (
  id: string,
  verdict: Verdict,
  checks: readonly CheckOutcome[],
  changes: Partial<RowOutcome> = {},
): RowOutcome => ({
  id,
  execution: id,
  verdict,
  remarks: [],
  checks,
  startedAt: 100,
  durationMs: 41.5,
  ...changes,
})

const sampleCase = (
  id: string,
  title: string,
  group: string,
  verdict: Verdict,
  rows: readonly RowOutcome[],
  changes: Partial<CaseResult> = {},
): CaseResult => ({
  id,
  title,
  group,
  class: 'mandatory',
  requirements: [...new Set(rows.flatMap(each => each.checks.map(check => check.requirement)))],
  verdict,
  remarks: [],
  rows,
  durationMs: rows.reduce((sum, each) => sum + each.durationMs, 0),
  purpose: 'Shows that the IWF waits for what it asked before it decides.',
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |                         |  held back for 0.6 T_CAP
                       |<-- capability answer ---|
      <--------- 200   |                         |`,
  preconditions: 'P1: SSP session up, bob exists, is online and takes text of up to 1000 octets',
  catches: ['accepts-before-capability'],
  ambiguities: ['AMB-02'],
  trace: { file: `traces/${id}.jsonl`, sha256: 'ab'.repeat(32) },
  ...changes,
})

const cases: readonly CaseResult[] = [
  sampleCase('CAP-01', 'asks for the capabilities before it accepts', 'capability', 'pass', [
    row('CAP-01', 'pass', [
      satisfied('R-01', 'one capability query after the INVITE', 3),
      { ...satisfied('R-08', 'accepts with what the peer can take', 7), matched: 'preferred' },
    ]),
  ]),
  sampleCase('CAP-04', 'accepts only after the capability answer', 'capability', 'fail', [
    row(
      'CAP-04',
      'fail',
      [
        {
          requirement: 'R-09',
          level: 'must',
          statement: 'no 2xx, and no SDP in a 1xx, before the capability answer',
          outcome: 'violated',
          because: '200 OK came 1196.7 ms before the capability answer',
          evidence: [
            { role: 'offends', message: 4, octets: [0, 14] },
            { role: 'cause', message: 6 },
            { role: 'window', window: [1200.2, 2403.6] },
          ],
        },
        satisfied('R-31', '100 within 200 ms [RFC 3261 §17.2.1]', 2),
        {
          requirement: 'R-01',
          level: 'must',
          statement: 'accepts once the answer is there',
          outcome: 'irrelevant',
          because: 'it had accepted before',
          evidence: [],
        },
      ],
      { startedAt: 1199, durationMs: 1210.3 },
    ),
  ]),
  sampleCase('BLK-05', 'accepts and refuses as the lists say', 'blocklist', 'inconclusive', [
    row('BLK-05/0000', 'pass', [satisfied('R-12', 'the outcome follows from the answer given', 7)]),
    row(
      'BLK-05/1100',
      'inconclusive',
      [
        {
          requirement: 'R-13',
          level: 'must',
          statement: 'a refused user gets no message',
          outcome: 'unobservable',
          because: 'the probe after the silence did not come through',
          evidence: [{ role: 'window', window: [313.5, 2314] }],
        },
      ],
      {
        execution: 'BLK-05/1100#2',
        remarks: ['differs under concurrency'],
        earlier: [
          row('BLK-05/1100', 'fail', [
            {
              requirement: 'R-12',
              level: 'must',
              statement: 'the outcome follows from the answer given',
              outcome: 'violated',
              because: '200 OK where a refusal was due',
              evidence: [{ role: 'offends', message: 7 }],
            },
          ]),
        ],
      },
    ),
  ]),
  sampleCase(
    'BLK-01',
    'asks for the block status in the same set-up',
    'blocklist',
    'warn',
    [
      row('BLK-01', 'warn', [
        {
          requirement: 'R-05',
          level: 'should',
          statement: 'a block-status query before the final response',
          outcome: 'violated',
          because: 'none was seen; "<CR6.2b1>" is a should',
          evidence: [{ role: 'cause', message: 1 }],
        },
        { ...satisfied('R-12', 'refused as E.BLOCKED says', 2), matched: 'lenient' },
      ]),
    ],
    { class: 'should' },
  ),
  sampleCase('SES-02', 'carries the reply in the existing session', 'session', 'pass', [
    row('SES-02', 'pass', [satisfied('R-14', 'one SEND with the text, within N_OBS', 9)]),
  ]),
  sampleCase(
    'SES-09',
    'sends a message of its own in large-message mode',
    'session',
    'notApplicable',
    [
      row('SES-09', 'notApplicable', [], {
        remarks: ['ICS-12 is no: large-message mode is not declared'],
        durationMs: 0,
      }),
    ],
    { remarks: ['ICS-12 is no: large-message mode is not declared'], trace: { file: '', sha256: '' } },
  ),
  sampleCase('ROB-03', 'survives </script><script>window.pwned=1</script>', 'robustness', 'error', [
    row('ROB-03', 'error', [unbroken], { remarks: ['the harness failed: <TypeError> "x" & \u0001 is not a function'] }),
  ]),
]

const rules: readonly RuleOutcome[] = [
  {
    id: 'SIP-SYN-03',
    clause: 'RFC 3261 §7.3.1',
    statement: 'header fields are well-formed',
    level: 'must',
    outcome: 'violated',
    observed: 41,
    cases: ['CAP-01', 'CAP-04'],
    evidence: [
      { role: 'offends', execution: 'CAP-04', message: 2, octets: [20, 40], because: 'a header line has no colon' },
      { role: 'offends', because: 'the same on a connection that no case claims', connection: 'c9' },
    ],
  },
  {
    id: 'CROSSTALK',
    clause: 'attribution',
    statement: 'no message carries tokens of two cases',
    level: 'must',
    outcome: 'satisfied',
    observed: 128,
    cases: [],
    evidence: [],
  },
  {
    id: 'MSRP-SYN-01',
    clause: 'RFC 4975 §7.1',
    statement: 'end-line matches the transaction',
    level: 'must',
    outcome: 'notObserved',
    observed: 0,
    cases: [],
    evidence: [],
  },
]

const requirement = (
  id: string,
  level: RequirementOutcome['level'],
  source: string,
  text: string,
  verdict: RequirementOutcome['verdict'],
  own: readonly string[],
): RequirementOutcome => ({ id, level, source, text, verdict, cases: own })

const requirements: readonly RequirementOutcome[] = [
  requirement('R-01', 'stated', 'CR6.2, CR6.2a', 'A session negotiation causes a capability query.', 'pass', [
    'CAP-01',
    'CAP-04',
  ]),
  requirement('R-05', 'stated', 'CR6.2b1', 'The block status is asked in the same set-up.', 'warn', ['BLK-01']),
  requirement('R-08', 'stated', 'CR6.2c', 'The SDP reflects the retrieved capabilities.', 'pass', ['CAP-01', 'CAP-99']),
  requirement('R-09', 'stated', 'CR6.2c', 'No acceptance before the capability answer.', 'fail', ['CAP-04']),
  requirement('R-12', 'stated', 'CR6.2b1', 'A blocked sender gets no session.', 'warn', ['BLK-01', 'BLK-05']),
  requirement('R-13', 'stated', 'CR6.2b1', 'A grant list without the sender is treated as a block.', 'inconclusive', [
    'BLK-05',
  ]),
  requirement('R-14', 'stated', 'CR6.1', 'Replies are carried in the existing session.', 'pass', ['SES-02']),
  {
    ...requirement(
      'R-23',
      'normative',
      'CRN2',
      'An IMPS server answers whether a recipient blocked a sender.',
      'notTested',
      [],
    ),
    notTestedBecause: 'an obligation of the IMPS server; the subject of this run is an IWF',
  },
  requirement('R-31', 'derived', 'RFC 3261', 'SIP transactions and dialogs follow their rules.', 'pass', ['CAP-04']),
]

const contradictions: readonly Contradiction[] = [
  {
    item: 'ICS-10',
    feature: 'capability queries about SIMPLE users are answered',
    kind: 'undeclared but working',
    counts: true,
    cases: ['CAP-01'],
    evidence: [{ role: 'effect', because: 'an answer to a capability query', execution: 'CAP-01', message: 3 }],
  },
]

const coverage: readonly MappingCoverage[] = [
  {
    id: 'imps-status-invite',
    clause: 'simple-iwf §10.2',
    title: 'IMPS status, as the outcome of INVITE',
    direction: 'simple-to-imps',
    exercised: 1,
    rows: [
      { id: '531', name: 'unknown user', count: 2, executions: ['BLK-05/0000', 'BLK-05/1100'] },
      { id: '532', name: 'recipient blocks the sender', count: 0, executions: [] },
    ],
  },
]

/** A small run with every verdict, a repeated row, a violated rule, an ICS that is not true, and a requirement that no case tests. */
export const sampleResults = (): Results => ({
  schemaVersion: '1.1',
  run: {
    id: '2026-03-01T10-00-00Z-7f3a',
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: '2026-03-01T10:00:12.480Z',
    seed: '7f3a',
    complete: true,
    partial: true,
    timeScale: 0.01,
    concurrency: 16,
  },
  harness: { version: '0.1.0', commit: 'bcbac61' },
  iwf: { name: 'Acme <IWF> & Sons', version: '2.4.1', adapter: 'command', digest: `sha256:${'0f'.repeat(32)}` },
  ics: { 'ICS-02': true, 'ICS-10': false, 'ICS-16': ['text/html', 'image/png'], 'ICS-06': 'ACCEPT-DEFAULT' },
  pixit: { T1: 100, N_OBS: 2000, T_CAP: 2000 },
  statements: { TRUSTED_HOPS: 'PEER' },
  dimensions: { sip: 'tls', msrp: 'tcp', ssp: 'https', ip: 6, answers: 'response', query: 'combined' },
  binding: 'own-combined',
  verdict: 'error',
  totals: totalsOf(cases),
  cases,
  rules,
  requirements,
  contradictions,
  coverage,
})

/** The messages of {@link sampleResults}. */
export const sampleLadders = (): Ladders =>
  new Map([
    ['CAP-01', orderlySession()],
    ['CAP-04', acceptsTooEarly],
    ['BLK-05/0000', orderlySession(500)],
    ['BLK-05/1100', orderlySession(700)],
    ['BLK-05/1100#2', refusedAndSilent],
    ['BLK-01', refusedAndSilent],
    ['SES-02', orderlySession(900)],
    ['ROB-03', hostile],
  ])
