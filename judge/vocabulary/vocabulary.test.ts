import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milliseconds } from '../../fixtures/catalogue/duration.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Messages, Quiet, Trace } from '../trace.ts'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { viewRun } from '../run-view.ts'
import { traceOf } from '../trace-view.ts'
import {
  acceptance,
  all,
  allOf,
  check,
  either,
  every,
  exactly,
  finalIn,
  irrelevant,
  judgeCheck,
  need,
  none,
  noneBefore,
  prefer,
  satisfied,
  should,
  some,
  spaced,
  unobservable,
  violated,
  type Finding,
} from './index.ts'

let ids = 0
/** A message at so many ms; `lag` is how long the recorder was held up around it, `all` all in all since any moment. */
const at = (ms: number, lag = 0, all = lag): AnyObserved =>
  ({ id: ++ids, at: ms, lag, lagSince: () => all, connection: 'c1' }) as unknown as AnyObserved
const response = (ms: number, status: number): Observed<SipView> =>
  ({
    ...at(ms),
    message: { status },
    octets: Buffer.from(`SIP/2.0 ${status} Text\r\nVia: x\r\n`),
  }) as unknown as Observed<SipView>
const nothing: Messages = { sip: [], msrp: [], ssp: [], http: [] }
const trace = (
  endedAt: number,
  parts: { quiet?: Quiet; unclaimed?: Partial<Messages>; claimed?: readonly string[] } = {},
): Trace =>
  ({
    ...nothing,
    endedAt,
    unclaimed: { ...nothing, ...parts.unclaimed },
    quiet: (label: string) => (label === 'silence' ? parts.quiet : undefined),
    claims: (item: string) => parts.claimed?.includes(item) === true,
  }) as unknown as Trace
const within = milliseconds(100)
const is = (finding: Finding, outcome: Finding['outcome'], because?: RegExp) => {
  assert.equal(finding.outcome, outcome, 'because' in finding ? finding.because : undefined)
  if (because) assert.match('because' in finding ? finding.because : '', because)
}

test('exactly: satisfied by the right number in time, citing cause and effect', () => {
  const cause = at(10)
  const effect = at(50)
  const finding = exactly(trace(500), 1, '2xx', [effect], { after: cause, within })
  is(finding, 'satisfied')
  assert.deepEqual(
    finding.evidence.map(({ role, message }) => [role, message]),
    [
      ['cause', cause.id],
      ['effect', effect.id],
    ],
  )
})

test('exactly: violated by too many, none, too late, or before the cause', () => {
  const by = { after: at(10), within }
  is(exactly(trace(500), 1, '2xx', [at(20), at(30)], by), 'violated', /2 2xx instead of 1/)
  is(exactly(trace(500), 1, '2xx', [], by), 'violated', /no 2xx within 100 ms/)
  is(exactly(trace(500), 2, '2xx', [at(20)], by), 'violated', /only 1 of 2/)
  is(exactly(trace(500), 1, '2xx', [at(150)], by), 'violated', /40 ms late/)
  is(exactly(trace(500), 1, '2xx', [at(5)], by), 'violated', /before its cause/)
  const named = { ms: within, clause: 'RFC 3261 §17.2.1' }
  is(exactly(trace(500), 1, '2xx', [], { after: at(10), within: named }), 'violated', /RFC 3261 §17.2.1/)
})

test('exactly: unobservable when the recording ended too soon or the recorder was late itself', () => {
  is(exactly(trace(100), 1, '2xx', [], { after: at(10), within }), 'unobservable', /ended before/)
  is(exactly(trace(500), 1, '2xx', [at(115, 8)], { after: at(10), within }), 'unobservable', /delayed by 8/)
  is(exactly(trace(500), 1, '2xx', [at(115, 3)], { after: at(10), within }), 'violated')
})

test('some: the first in time after the cause is enough', () => {
  const by = { after: at(10), within }
  is(some(trace(500), '1xx', [at(5), at(20), at(400)], by), 'satisfied')
  is(some(trace(500), '1xx', [at(5)], by), 'violated')
  is(some(trace(50), '1xx', [], by), 'unobservable')
})

test('noneBefore: without the barrier anything is too early, and nothing is unobservable', () => {
  is(noneBefore('2xx', [at(20)], at(10), 'answer'), 'satisfied')
  is(noneBefore('2xx', [], at(10), 'answer'), 'satisfied')
  is(noneBefore('2xx', [at(5)], at(10), 'answer'), 'violated', /before answer/)
  is(noneBefore('2xx', [at(5)], undefined, 'answer'), 'violated', /before any answer/)
  is(noneBefore('2xx', [], undefined, 'answer'), 'unobservable')
})

test('none: satisfied only by a silence after the cause whose probe came through', () => {
  const proven = { from: 20, to: 60, proven: true }
  const since = at(10)
  is(none(trace(500, { quiet: proven }), 'BYE', [], since, 'silence'), 'satisfied')
  is(none(trace(500, { quiet: proven }), 'BYE', [at(15)], since, 'silence'), 'violated', /BYE seen/)
  is(none(trace(500, { quiet: proven }), 'BYE', [at(490)], since, 'silence'), 'violated')
  is(none(trace(500, { quiet: proven }), 'BYE', [at(5)], since, 'silence'), 'satisfied')
  is(none(trace(500), 'BYE', [], since, 'silence'), 'unobservable', /no silence/)
  is(none(trace(500, { quiet: proven }), 'BYE', [], since, 'other'), 'unobservable', /no silence/)
  is(none(trace(500, { quiet: { ...proven, proven: false } }), 'BYE', [], since, 'silence'), 'unobservable', /probe/)
  is(none(trace(500, { quiet: proven }), 'BYE', [], at(70), 'silence'), 'unobservable', /before its cause/)
})

test('none: unclaimed traffic of the kind spoils the silence, other traffic does not', () => {
  const quiet = { from: 20, to: 60, proven: true }
  const bye = { ...at(30), message: { kind: 'request', method: 'BYE' } } as unknown as Observed<SipView>
  const unclaimed = { unclaimed: { sip: [bye] }, quiet }
  const method = (name: string) => (seen: Messages) => seen.sip.filter(({ message }) => message.method === name)
  is(none(trace(500, unclaimed), 'BYE', method('BYE'), at(10), 'silence'), 'unobservable', /attributed to no case/)
  is(none(trace(500, unclaimed), 'INVITE', method('INVITE'), at(10), 'silence'), 'satisfied')
  is(none(trace(500, unclaimed), 'BYE', method('BYE'), at(40), 'silence'), 'satisfied')
  is(none(trace(500, unclaimed), 'anything', [], at(10), 'silence'), 'unobservable')
})

test('every and all: of no message nothing is said', () => {
  is(
    every('403', [response(1, 403), response(2, 403)], ({ status }) => status === 403),
    'satisfied',
  )
  is(
    every('403', [response(1, 403), response(2, 404)], ({ status }) => status === 403),
    'violated',
  )
  is(
    every('403', [], () => true),
    'unobservable',
  )
  is(
    all('two', [response(1, 403), response(2, 404)], xs => xs.length === 2),
    'satisfied',
  )
  is(
    all('two', [response(1, 403)], xs => xs.length === 2),
    'violated',
  )
  is(
    all('two', [], () => true),
    'unobservable',
  )
})

test('spaced: the whole schedule and no more', () => {
  const schedule = [milliseconds(10), milliseconds(20)]
  const tolerance = milliseconds(3)
  const judge = (ended: number, ...times: AnyObserved[]) => spaced(trace(ended), '2xx', times, schedule, tolerance)
  is(judge(500, at(0), at(11), at(30)), 'satisfied')
  is(judge(500), 'unobservable')
  is(judge(500, at(0), at(11)), 'violated', /number 3 was due/)
  is(judge(20, at(0), at(11)), 'unobservable', /ended before/)
  is(judge(500, at(0), at(18), at(38)), 'violated', /8 ms off/)
  is(judge(500, at(0), at(18, 9), at(38)), 'unobservable', /delayed/)
  is(judge(500, at(0), at(18, 1, 6), at(38)), 'unobservable', /8 ms off its schedule, but .* held up for 6 ms/)
  is(judge(500, at(0), at(18, 1, 4), at(38)), 'violated', /8 ms off/)
  is(judge(500, at(0), at(13), at(28, 0, 4)), 'unobservable', /-5 ms off/)
  is(judge(500, at(0), at(10), at(30), at(60)), 'violated', /after the end/)
})

test('finalIn: says which part of the set matched, and only of a refusal after its cause', () => {
  const blocked = set('E.X', [403], [403, 603], [480], [{ when: 'ICS-08', add: [200, 404] }])
  const invite = at(0)
  const judge = (status: number, options: { claimed?: readonly string[]; cause?: AnyObserved } = {}) =>
    finalIn(
      trace(500, options),
      { invite, final: response(50, status) },
      blocked,
      'cause' in options ? options.cause : at(20),
      within,
    )
  const matched = (finding: Finding) => (finding.outcome === 'satisfied' ? finding.matched : finding.outcome)
  assert.equal(matched(judge(403)), 'preferred')
  assert.equal(matched(judge(603)), 'strict')
  assert.equal(matched(judge(480)), 'lenient')
  is(judge(500), 'violated', /500 is not in E.X/)
  assert.deepEqual(judge(500).evidence[0]?.octets, [0, 'SIP/2.0 500 Text'.length])
  is(judge(200), 'violated', /accepted with 200/)
  is(judge(404), 'violated')
  assert.equal(matched(judge(404, { claimed: ['ICS-08'] })), 'lenient')
  assert.equal(matched(judge(200, { claimed: ['ICS-08'] })), 'lenient')
  is(judge(403, { cause: at(60) }), 'unobservable', /before its cause/)
  is(finalIn(trace(500), { invite, final: response(50, 403) }, blocked, undefined, within), 'unobservable')
  is(finalIn(trace(500), { invite, final: undefined }, blocked, at(20), within), 'violated', /no final response/)
  is(finalIn(trace(50), { invite, final: undefined }, blocked, at(20), within), 'unobservable')
  is(finalIn(trace(500), { invite, final: response(150, 403) }, blocked, at(20), within), 'violated', /late/)
})

test('finalIn: a wrong refusal that another failure may have caused says nothing; a right one and an acceptance do', () => {
  const blocked = set('E.X', [403], [403], [], [])
  const judge = (status: number) =>
    finalIn(trace(500), { invite: at(0), final: response(50, status), spoiledBy: at(30) }, blocked, at(20), within)
  is(judge(404), 'unobservable', /404 may be due to another failure/)
  is(judge(403), 'satisfied')
  is(judge(200), 'violated', /accepted with 200/)
})

test('acceptance: a refusal settles it, unless another failure may have caused that', () => {
  const log = new LogScript().begin('A-01', 'kaaaaaaaaaaa')
  log.sip('sent', sipText('INVITE sip:b@x SIP/2.0', { token: 'kaaaaaaaaaaa' }))
  log.sip('received', sipText('SIP/2.0 404 Not Found', { token: 'kaaaaaaaaaaa' }))
  const view = viewRun(log.finish('A-01').closed())
  const [execution] = view.attribution.executions
  assert.ok(execution)
  const seen = traceOf(view, execution)
  const [invite] = seen.sip
  assert.ok(invite)
  is(acceptance(seen, invite, { after: invite, within }), 'violated', /refused with 404/)
  is(acceptance(seen, invite, { after: invite, within }, at(1)), 'unobservable', /another failure/)
})

test('finalIn: a code that is allowed before the answer of the server needs no cause', () => {
  const expected = set('E.M', [404], [404], [], [{ when: 'before-server-answer', add: [202] }])
  const judge = (cause: AnyObserved) =>
    finalIn(trace(500), { invite: at(0), final: response(50, 202) }, expected, cause, within)
  is(judge(at(60)), 'satisfied')
  is(judge(at(20)), 'violated', /accepted with 202/)
})

test('allOf: the worst decides; satisfied together, the weakest match is told', () => {
  const lenient: Finding = { outcome: 'satisfied', matched: 'lenient', remark: 'late', evidence: [] }
  const strict: Finding = { outcome: 'satisfied', matched: 'strict', evidence: [] }
  is(allOf(satisfied(), unobservable('u'), violated('v')), 'violated')
  is(allOf(satisfied(), unobservable('u'), irrelevant('i')), 'unobservable')
  is(allOf(satisfied(), irrelevant('i')), 'irrelevant')
  const together = allOf(strict, lenient, satisfied())
  assert.deepEqual(together, { outcome: 'satisfied', matched: 'lenient', remark: 'late', evidence: [] })
})

test('prefer: the tolerated passes with a remark; what cannot be told is not tolerated', () => {
  is(prefer(satisfied(), violated('t'), 'r'), 'satisfied')
  assert.deepEqual(prefer(violated('w'), satisfied(), 'r'), {
    outcome: 'satisfied',
    matched: 'lenient',
    remark: 'r',
    evidence: [],
  })
  is(prefer(violated('w'), violated('t'), 'r'), 'violated', /w/)
  is(prefer(violated('w'), unobservable('t'), 'r'), 'unobservable', /t/)
  is(prefer(unobservable('w'), violated('t'), 'r'), 'unobservable', /w/)
})

test('either: one satisfied is enough; what cannot be told leaves it open', () => {
  is(either(violated('a'), satisfied()), 'satisfied')
  is(either(violated('a'), violated('b')), 'violated', /a/)
  is(either(violated('a'), unobservable('b')), 'unobservable', /b/)
})

test('check and should name their level; what need misses is unobservable; other errors pass on', () => {
  const missing = check('R-01', 'answers', () => {
    need(undefined, 'answer')
    return satisfied()
  })
  assert.equal(missing.level, 'must')
  is(judgeCheck(missing, trace(1), undefined), 'unobservable', /^no answer$/)
  const broken = should('R-01', 'breaks', () => {
    throw new TypeError('x')
  })
  assert.equal(broken.level, 'should')
  assert.throws(() => judgeCheck(broken, trace(1), undefined), TypeError)
})
