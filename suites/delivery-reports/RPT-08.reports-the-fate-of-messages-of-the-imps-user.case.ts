import { defineCase } from '../../engine/case.ts'
import { bounds, type Bounds } from '../../fixtures/bounds.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { msrpStatus, type MsrpOutcome } from '../../fixtures/mappings/msrp-status.ts'
import { contentChunks, msrpFromPeer } from '../../judge/readers/msrp.ts'
import { codeAbout, sspMark } from '../../judge/readers/ssp.ts'
import { failureTold, reportsAbout } from '../../judge/readers/told.ts'
import type { AnyObserved, Trace } from '../../judge/trace.ts'
import {
  check,
  cite,
  every,
  exactly,
  irrelevant,
  need,
  prefer,
  satisfied,
  violated,
} from '../../judge/vocabulary/index.ts'
import { answers, ignores } from '../../simulators/behaviour.ts'
import { reports } from '../../simulators/simple/send-behaviour.ts'
import { probeText, textFromImps } from '../liveness.ts'

type Answer = 'success-report' | 'refused' | 'failure-report' | 'silent'

const rows: Readonly<Record<string, Answer>> = {
  'success-report': 'success-report',
  'refused-413': 'refused',
  'failure-report-403': 'failure-report',
  silent: 'silent',
}

const outcomes: Readonly<Record<Answer, MsrpOutcome>> = {
  'success-report': 'success-report',
  refused: 413,
  'failure-report': 403,
  silent: 'no-response',
}

/** By when the IMPS side must know. */
const within = (answer: Answer, { deliveryAnswer, sendFailed }: Bounds) =>
  answer === 'silent' ? sendFailed : deliveryAnswer

const message = (trace: Trace) => need(sspMark(trace, 'message'), 'message of bob')
/** The implementation's SENDs of that message. */
const chunksSent = (trace: Trace) => {
  const since = contentChunks(trace).filter(({ at }) => at >= message(trace).at)
  return since.filter(chunk => chunk.message.messageId === since[0]?.message.messageId)
}
/** The SEND of the implementation, from which on it waits. */
const lastChunk = (trace: Trace) => need(chunksSent(trace).at(-1), 'SEND of the IWF')
const asksForNone = (trace: Trace) => lastChunk(trace).message.failureReport === 'no'
const successes = (trace: Trace) =>
  reportsAbout(trace, message(trace)).filter(report => codeAbout(report, message(trace).message.recipient) < 300)

/** What alice said last of the message: her REPORT or her response, or nothing. */
const word = (trace: Trace, answer: Answer): AnyObserved | undefined => {
  if (answer === 'silent') return lastChunk(trace)
  const kind = answer === 'refused' ? 'response' : 'REPORT'
  return msrpFromPeer(trace).find(({ message: own, at }) => own.kind === kind && at > message(trace).at)
}

export default defineCase({
  id: 'RPT-08',
  title: 'reports to the IMPS server what became of a message of its user',
  group: 'delivery-reports',
  class: 'mandatory',
  purpose:
    'The IMPS server asked whether the message arrived. Only the SIMPLE user’s client knows: its success report is ' +
    'delivery, its error is not, and its silence is not either.',
  catches: ['optimistic-delivery-status', 'hides-missing-msrp-response', 'no-failure-report'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage bob->alice, deliveryReport="Yes"
      <------------------- SEND ------|
      200, REPORT 200 --------------->|--- DeliveryStatusReport 200 -->
      413, or 200 and REPORT 403,     |
      or nothing -------------------->|--- failure, in answer or report -->`,
  given: 'P2',
  rows,
  lasts: ({ T_MSRP }, row) => (row === 'silent' ? T_MSRP : undefined),
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    probe: make.simple({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, call, imps, mark, pixit, quiet, row, text } = script
    const { alice, bob, probe } = cast
    const later = times(0.5, pixit.N_OBS)
    if (row === 'success-report') alice.on('SEND', reports(200, later))
    if (row === 'refused') alice.on('SEND', answers(413))
    if (row === 'failure-report') alice.on('SEND', reports(403, later))
    if (row === 'silent') alice.on('SEND', ignores())
    const bound = within(row, bounds(pixit))
    const sent = { from: bob, to: alice, text: text('Hi Alice'), deliveryReport: true, within: bound }
    const told = mark('message', imps.deliver(sent)).answered()
    await call.incomingSend()
    const { status } = await told
    if (status < 300) await imps.asked('report', bob, { within: bound })
    await quiet('after report', { shows: probeText(script), probe: () => textFromImps(script, bob, probe) })
  },
  checks: [
    check<Answer>('R-35', 'asks for a success REPORT, where that is what it calls delivery', trace =>
      trace.statements.DELIVERED_BY === 'RESPONSE'
        ? irrelevant('the response of an endpoint is delivery (DELIVERED_BY)')
        : every('Success-Report: yes', chunksSent(trace), ({ successReport }) => successReport),
    ),
    check<Answer>('R-35', 'success is reported once, and after the REPORT of the SIMPLE user', (trace, row) => {
      if (row !== 'success-report') return irrelevant('the message does not arrive')
      const reported = successes(trace)
      const sooner = exactly(trace, 1, 'DeliveryStatusReport', reported, {
        after: lastChunk(trace),
        within: trace.bounds.deliveryAnswer,
      })
      const report = word(trace, row)
      if (!report) return prefer(violated('it is reported on nothing'), sooner, 'reported on the response')
      const after = exactly(trace, 1, 'DeliveryStatusReport', reported, {
        after: report,
        within: trace.bounds.deliveryReport,
      })
      return prefer(after, sooner, 'reported on the response, before the success REPORT')
    }),
    check<Answer>('R-35', 'a failure is told in a status of the row, and success never', (trace, row) => {
      if (row === 'success-report') return irrelevant('the message arrives')
      if (row !== 'failure-report' && asksForNone(trace)) return irrelevant('the IWF asked for no response')
      const expected = need(msrpStatus(outcomes[row]), 'row of the mapping').imps
      const cause = word(trace, row)
      const failure = failureTold(trace, message(trace), expected, { cause, within: within(row, trace.bounds) })
      const [early] = successes(trace).filter(({ at }) => cause !== undefined && at < cause.at)
      // Where the response of an endpoint is delivery, its REPORT comes too late.
      return row === 'failure-report' && early && trace.statements.DELIVERED_BY === 'RESPONSE'
        ? prefer(failure, satisfied(...cite('effect', early)), 'delivery was reported on the response')
        : failure
    }),
  ],
})
