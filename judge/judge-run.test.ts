import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { LogScript, sipText, sspText } from '../trace/log-script.ts'
import type { TraceEvent } from '../trace/events.ts'
import type { JudgedCase } from './judged-case.ts'
import { judgeRun } from './judge-run.ts'
import type { RunOutcome } from './outcome.ts'
import { accepts, finals, opens, sipMark } from './readers/sip.ts'
import { answerTo } from './readers/ssp.ts'
import { answer } from './rules/samples/msrp-conversation.ts'
import { check, every, exactly, irrelevant, need, none, noneBefore } from './vocabulary/index.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'

const accepting: JudgedCase = {
  id: 'A-01',
  title: 'accepts',
  group: 'capability',
  class: 'mandatory',
  needs: ['sip'],
  checks: [
    check('R-01', 'accepts once', trace =>
      exactly(trace, 1, '2xx', accepts(trace), {
        after: need(sipMark(trace, 'invite'), 'INVITE'),
        within: trace.pixit.T_CAP,
      }),
    ),
  ],
}
const rowed: JudgedCase = {
  ...accepting,
  id: 'B-01',
  rows: { yes: 200, no: 403 },
  checks: [
    check<number>('R-12', 'answers as the row says', (trace, row) =>
      every(`${row}`, finals(trace), ({ status }) => status === row),
    ),
  ],
}

/** What the traffic of these tests shows. */
const ics = { 'ICS-01': true, 'ICS-02': true, 'ICS-10': true, 'ICS-11': 'AUTO', 'ICS-23': true }
const log = (selected: readonly string[], changes = {}) =>
  new LogScript({ selected, pixit: scaledPixit, ics, ...changes })

const pathOf = (token: string) => `msrp://127.0.0.1:2855/${token}Zt9kQ0mVbC4nX7s;tcp`

/** One row in which the INVITE gets a final response. */
function answered(script: LogScript, execution: string, token: string, status: number, options = {}): LogScript {
  script.begin(execution, token, options)
  const first = script.sip('sent', sipText('INVITE sip:x SIP/2.0', { token }))
  script.mark(execution, 'invite', first)
  const accepted = 'Contact: <sip:iwf@127.0.0.1>\r\nAllow: INVITE\r\nContent-Type: application/sdp\r\nSupported: x'
  const parts =
    status < 300
      ? { more: accepted, body: answer({ path: pathOf(token), more: ['setup:actpass'] }) }
      : { more: 'Supported: x' }
  script.sip('received', sipText(`SIP/2.0 ${status} Answer`, { token, toTag: 'iwf', ...parts }))
  return script.after(5000).finish(execution)
}

const judge = (events: readonly TraceEvent[], ...catalogue: JudgedCase[]): RunOutcome =>
  judgeRun(events, catalogue, { requirements })
const caseOf = (outcome: RunOutcome, id: string) => {
  const found = outcome.cases.find(one => one.id === id)
  assert.ok(found)
  return found
}

test('a case passes on the octets alone, with evidence in the numbering of its execution', () => {
  const outcome = judge(answered(log(['A-01']), 'A-01', A, 200).closed(), accepting)
  const [row] = caseOf(outcome, 'A-01').rows
  assert.equal(outcome.verdict, 'pass')
  assert.deepEqual(outcome.totals, { error: 0, fail: 0, inconclusive: 0, warn: 0, pass: 1, notApplicable: 0 })
  assert.deepEqual(
    row?.checks[0]?.evidence.map(({ role, message }) => [role, message]),
    [
      ['cause', 1],
      ['effect', 2],
    ],
  )
})

test('a silent implementation never passes', () => {
  const silent = log(['A-01']).begin('A-01', A)
  silent.mark('A-01', 'invite', silent.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A })))
  assert.equal(judge(silent.at(5000).finish('A-01').closed(), accepting).verdict, 'fail')
  const unasked = log(['A-01']).begin('A-01', A).finish('A-01')
  assert.equal(judge(unasked.closed(), accepting).verdict, 'inconclusive')
})

test('a stall in the preamble hides violations, one in the body does not', () => {
  const stalled = (phase: 'given' | 'script') => {
    const script = log(['A-01']).begin('A-01', A).phase('A-01', phase)
    script.mark('A-01', 'invite', script.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A })))
    script.at(5000).writer.stall({ execution: 'A-01', what: '2xx', because: 'none within T_CAP' })
    return judge(script.finish('A-01').closed(), accepting)
  }
  assert.equal(stalled('given').verdict, 'inconclusive')
  assert.equal(stalled('script').verdict, 'fail')
  assert.match(caseOf(stalled('given'), 'A-01').remarks.join(), /stalled in the preamble: 2xx/)
})

test('a fault of the harness, or of a check, is an error', () => {
  const script = log(['A-01']).begin('A-01', A)
  assert.equal(judge(script.finish('A-01', 'TypeError: x').closed(), accepting).verdict, 'error')
  const broken = check('R-01', 'breaks', () => {
    throw new TypeError('x')
  })
  const outcome = judge(answered(log(['A-01']), 'A-01', A, 200).closed(), { ...accepting, checks: [broken] })
  assert.equal(outcome.verdict, 'error')
})

test('a case of irrelevant checks is an error', () => {
  const idle = check('R-01', 'nothing', () => irrelevant('never'))
  assert.equal(
    judge(answered(log(['A-01']), 'A-01', A, 200).closed(), { ...accepting, checks: [idle] }).verdict,
    'error',
  )
})

test('rows get their own data, and the worst row is the case', () => {
  const script = answered(log(['B-01']), 'B-01/yes', A, 200)
  const outcome = judge(answered(script, 'B-01/no', B, 404).closed(), rowed)
  assert.deepEqual(
    caseOf(outcome, 'B-01').rows.map(({ id, verdict }) => [id, verdict]),
    [
      ['B-01/yes', 'pass'],
      ['B-01/no', 'fail'],
    ],
  )
  assert.equal(caseOf(outcome, 'B-01').verdict, 'fail')
  assert.equal(outcome.totals.fail, 1)
})

test('a row that was never begun is inconclusive', () => {
  const outcome = judge(answered(log(['B-01']), 'B-01/yes', A, 200).events(), rowed)
  assert.equal(caseOf(outcome, 'B-01').verdict, 'inconclusive')
  assert.match(caseOf(outcome, 'B-01').remarks.join(), /run ended before/)
})

test('what the ICS excludes does not apply, and the item is named', () => {
  const conditional: JudgedCase = { ...accepting, when: [['ICS-01', 'ICS-23'], ['ICS-04']] }
  const only = (ics: Record<string, boolean>) => judge(log(['A-01'], { ics }).closed(), conditional)
  const excluded = only({ 'ICS-01': true })
  assert.deepEqual(caseOf(excluded, 'A-01').remarks, ['ICS-23 is not claimed'])
  assert.equal(excluded.totals.notApplicable, 1)
  assert.equal(excluded.verdict, 'inconclusive')
  assert.equal(caseOf(only({ 'ICS-04': true }), 'A-01').verdict, 'inconclusive')
})

test('a row for which the ICS lacks an item does not count, and the item is named', () => {
  const partly: JudgedCase = { ...rowed, rowNeeds: { no: ['ICS-23'] } }
  const run = (ics: Record<string, boolean>, judged: JudgedCase) =>
    caseOf(judge(answered(log(['B-01'], { ics }), 'B-01/yes', A, 200).closed(), judged), 'B-01')
  assert.equal(run({ 'ICS-23': false }, partly).verdict, 'pass')
  assert.deepEqual(run({ 'ICS-23': false }, partly).remarks, ['row no does not apply: ICS-23 is not claimed'])
  assert.equal(run({ 'ICS-23': true }, partly).verdict, 'inconclusive')
  const neither: JudgedCase = { ...rowed, rowNeeds: { yes: ['ICS-23'], no: ['ICS-23'] } }
  assert.equal(run({ 'ICS-23': false }, neither).verdict, 'notApplicable')
})

test('what the preflight missed blocks the cases that need it', () => {
  const script = log(['A-01', 'C-01'])
  script.writer.preflight({ need: 'sip', met: false, because: 'OPTIONS was not answered' })
  const free: JudgedCase = { ...accepting, id: 'C-01', needs: [] }
  const outcome = judge(answered(script, 'C-01', A, 200).closed(), accepting, free)
  assert.equal(caseOf(outcome, 'A-01').verdict, 'inconclusive')
  assert.match(caseOf(outcome, 'A-01').remarks.join(), /blocked: the preflight found no sip/)
  assert.equal(caseOf(outcome, 'C-01').verdict, 'pass')
})

test('cases that were not asked for are not judged', () => {
  const outcome = judge(answered(log(['A-01']), 'A-01', A, 200).closed(), accepting, rowed)
  assert.deepEqual(
    outcome.cases.map(({ id }) => id),
    ['A-01'],
  )
  const blocked = outcome.requirements.find(({ id }) => id === 'R-12')
  assert.equal(blocked?.notTestedBecause, 'none of its cases was selected')
})

test('attempts that differ decide nothing; attempts that agree decide', () => {
  const twice = (first: number, second: number) => {
    const script = answered(log(['A-01']), 'A-01', A, first)
    return judge(answered(script, 'A-01#2', B, second, { attempt: 2, alone: true }).closed(), accepting)
  }
  const differing = caseOf(twice(403, 200), 'A-01')
  assert.equal(differing.verdict, 'inconclusive')
  assert.match(differing.remarks.join(), /differs under concurrency/)
  assert.deepEqual(
    differing.rows[0]?.earlier?.map(({ verdict }) => verdict),
    ['fail'],
  )
  assert.equal(caseOf(twice(403, 403), 'A-01').verdict, 'fail')
})

const dies = (script: LogScript, execution: string, token: string, options = {}) => {
  script.begin(execution, token, options)
  script.writer.iwf({ what: 'exit', text: 'SIGSEGV' })
  script.finish(execution)
  script.writer.iwf({ what: 'ready', text: '' })
  return script
}

test('a death that comes again alone fails its case, and only that', () => {
  const script = log(['A-01', 'B-01']).begin('B-01/yes', B)
  dies(script, 'A-01', A)
  script.finish('B-01/yes')
  dies(script, 'A-01#2', 'kcccccccccc1', { attempt: 2, alone: true })
  answered(script, 'B-01/yes#2', 'kcccccccccc2', 200, { attempt: 2, alone: true })
  answered(script, 'B-01/no', 'kcccccccccc3', 403)
  const outcome = judge(script.closed(), accepting, rowed)
  assert.equal(caseOf(outcome, 'A-01').verdict, 'fail')
  assert.equal(caseOf(outcome, 'B-01').verdict, 'pass')
  assert.equal(outcome.rules.find(({ id }) => id === 'IWF-ALIVE')?.outcome, 'violated')
})

test('a death that never comes again leaves all that were hit inconclusive', () => {
  const script = dies(log(['A-01']), 'A-01', A)
  const outcome = judge(answered(script, 'A-01#2', B, 200, { attempt: 2, alone: true }).closed(), accepting)
  assert.equal(caseOf(outcome, 'A-01').verdict, 'inconclusive')
  const alive = outcome.rules.find(({ id }) => id === 'IWF-ALIVE')
  assert.deepEqual([alive?.outcome, alive?.cases], ['violated', ['A-01']])
})

test('an end that the script asked for, or after the last case, is no death', () => {
  const script = log(['A-01']).begin('A-01', A)
  script.writer.behaviour({ execution: 'A-01', name: 'restart', target: 'iwf', exercised: true })
  script.writer.iwf({ what: 'exit', text: 'code 0' })
  script.finish('A-01')
  script.writer.iwf({ what: 'exit', text: 'code 0' })
  assert.equal(judge(script.closed()).rules.find(({ id }) => id === 'IWF-ALIVE')?.outcome, 'notObserved')
})

test('a violated rule fails the run without failing a case', () => {
  const script = log(['A-01']).begin('A-01', A)
  script.mark('A-01', 'invite', script.sip('sent', sipText('INVITE sip:x SIP/2.0', { token: A })))
  script.sip('received', sipText('SIP/2.0 200 OK', { token: A, more: 'Contact: <sip:iwf@127.0.0.1>' }))
  const outcome = judge(script.finish('A-01').closed(), accepting)
  assert.equal(caseOf(outcome, 'A-01').verdict, 'pass')
  assert.equal(outcome.verdict, 'fail')
  const rule = outcome.rules.find(({ id }) => id === 'SIP-TAG-01')
  assert.deepEqual(rule?.cases, ['A-01'])
  assert.deepEqual([rule.evidence[0]?.execution, rule.evidence[0]?.message], ['A-01', 2])
})

test('a requirement has the verdict of its own checks', () => {
  const both: JudgedCase = {
    ...accepting,
    checks: [...accepting.checks, check('R-09', 'never', trace => every('no', accepts(trace), () => false))],
  }
  const outcome = judge(answered(log(['A-01']), 'A-01', A, 200).closed(), both)
  const verdict = (id: string) => outcome.requirements.find(one => one.id === id)?.verdict
  assert.deepEqual([verdict('R-01'), verdict('R-09'), verdict('R-02')], ['pass', 'fail', 'notTested'])
})

test('silence is proven by the probe, in its SSP content too, and marks name SSP transactions', () => {
  const silent = (probed: boolean) => {
    const script = log(['A-01']).begin('A-01', A)
    const message = (text: string) =>
      `<SendMessageRequest><MessageInfo><Recipient><User userID="wv:x-${A}@imps.example"/></Recipient></MessageInfo>` +
      `<ContentData encoding="base64">${Buffer.from(text).toString('base64')}</ContentData></SendMessageRequest>`
    script.at(10).mark('A-01', 'hi', script.ssp('imps', sspText('Request', '1', message('Hi'))))
    script.at(50).quiet('A-01', 'after hi', 10, `probe ${A}`)
    if (probed) script.at(60).ssp('iwf', sspText('Request', '2', message(`probe ${A}`)))
    return judge(script.at(100).finish('A-01').closed(), {
      ...accepting,
      checks: [
        check('R-14', 'opens nothing', trace =>
          none(trace, 'INVITE or MESSAGE', opens, need(trace.mark('hi'), 'delivery'), 'after hi'),
        ),
        check('R-14', 'the mark is the transaction', trace =>
          need(trace.mark('hi'), 'mark').protocol === 'ssp'
            ? noneBefore('answer', [], trace.mark('hi'), 'mark')
            : irrelevant('no'),
        ),
      ],
    })
  }
  assert.equal(caseOf(silent(true), 'A-01').verdict, 'pass')
  assert.equal(caseOf(silent(false), 'A-01').verdict, 'inconclusive')
})

test('a session that was set up before an execution began is seen by its checks', () => {
  const step = (direction: 'iwf' | 'imps', mode: string) =>
    [
      direction,
      `<WV-SSP-Message><SetupTransaction mode="${mode}" transactionID="1"><SendSecretToken serviceID="wv:@sip.example">` +
        '<SecretToken>abc</SecretToken></SendSecretToken></SetupTransaction></WV-SSP-Message>',
    ] as const
  const seen: string[][] = []
  const watching: JudgedCase = {
    ...accepting,
    checks: [
      check('R-38', 'looks', trace => {
        seen.push(trace.infrastructure.ssp.map(({ from, message }) => `${from} ${message.name}`))
        return irrelevant('nothing to say')
      }),
    ],
  }
  const script = log(['A-01'])
  script.ssp(...step('iwf', 'Request'))
  answered(script, 'A-01', A, 200)
  script.ssp(...step('imps', 'Request'))
  judge(script.closed(), watching)
  assert.deepEqual(seen, [['iwf SendSecretToken']])
})

test('what comes after the end of an execution is not seen by its checks', () => {
  const script = answered(log(['A-01']), 'A-01', A, 200)
  script.sip('received', sipText('SIP/2.0 200 OK', { token: A, toTag: 'other', more: 'Contact: <sip:x@y>' }))
  const outcome = judge(script.closed(), accepting)
  assert.equal(caseOf(outcome, 'A-01').verdict, 'pass')
  assert.equal(outcome.rules.find(({ id }) => id === 'LATE-TRAFFIC')?.outcome, 'violated')
})

test('an answer is found by its correlation', () => {
  const script = log(['A-01']).begin('A-01', A)
  const query = `<GetClientCapabilityRequest><UserID userID="wv:bob-${A}@imps.example"/></GetClientCapabilityRequest>`
  script.ssp('iwf', sspText('Request', '5', query))
  script.ssp('imps', sspText('Response', '5', '<Status code="501"/>'))
  const outcome = judge(script.finish('A-01').closed(), {
    ...accepting,
    checks: [
      check('R-26', 'sees 501', trace =>
        every('501', [need(answerTo(trace, 'capability'), 'answer')], ({ status }) => status === 501),
      ),
    ],
  })
  assert.equal(caseOf(outcome, 'A-01').verdict, 'pass')
})

test('the same log gives the same outcome', () => {
  const events = answered(answered(log(['A-01', 'B-01']), 'A-01', A, 200), 'B-01/yes', B, 403).closed()
  const one = JSON.stringify(judge(events, accepting, rowed))
  assert.equal(JSON.stringify(judge(events, accepting, rowed)), one)
  assert.equal(JSON.stringify(judge(structuredClone(events), accepting, rowed)), one)
})

test('a log without its run record cannot be judged', () => {
  assert.throws(() => judge([], accepting), { code: 'not-judgeable' })
})
