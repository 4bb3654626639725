import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { acceptedBy, inviteOf, lastAnswer } from '../../judge/readers/negotiation.ts'
import { acceptsOrShowsSdp } from '../../judge/readers/sip.ts'
import { answerTo, asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, irrelevant, need, noneBefore, type Finding } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'
import type { Primitive } from '../../simulators/imps/interface.ts'

const rows: Readonly<Record<string, { readonly late: Primitive }>> = {
  'block-answer-late': { late: 'block' },
  'capability-answer-late': { late: 'capability' },
}

/** The later of the two answers; undefined as long as one of them is missing. Queries one after the other are allowed. */
const bothAnswers = (trace: Trace) =>
  answerTo(trace, 'capability') && answerTo(trace, 'block') ? lastAnswer(trace) : undefined

/** An IWF that claims both forms may ask for everything at once; then there is but one answer to wait for. */
const whereAskedTwice = (finding: (trace: Trace) => Finding) => (trace: Trace) =>
  trace.claims('ICS-03') && asks(trace, 'capability').some(({ message }) => message.asksBlockStatus)
    ? irrelevant('the IWF asked for both in one query, as it claims (ICS-03)')
    : finding(trace)

export default defineCase({
  id: 'BLK-07',
  title: 'waits for both answers when it asks twice',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'When capabilities and block status are asked for separately, the answers come in any order. To accept on the first ' +
    'one is to guess the other: a blocked sender would be let in whenever that answer is slow.',
  when: [['ICS-01', 'ICS-04']],
  ambiguities: ['AMB-09'],
  catches: ['does-not-wait-for-block-answer', 'accepts-before-capability'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
                       |--- block status? ------>|
                       |<-- one answer ----------|
                       |                         |  the other held back for 0.4 T_CAP
                       |<-- the other answer ----|
      <--------- 200   |                         |`,
  given: 'P1',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, row, pixit, mark }) {
    bob.on(row.late, holds(times(0.4, pixit.T_CAP)))
    await mark('invite', alice.invite(bob)).accepted()
  },
  checks: [
    check(
      'R-27',
      'no 2xx, and no SDP in a 1xx, before the later answer',
      whereAskedTwice(trace => noneBefore('acceptance', acceptsOrShowsSdp(trace), bothAnswers(trace), 'later answer')),
    ),
    check(
      'R-27',
      'accepts once both answers are there',
      whereAskedTwice(trace =>
        acceptedBy(trace, inviteOf(trace), {
          after: need(bothAnswers(trace), 'later answer'),
          within: trace.bounds.acceptanceAfterAnswer,
        }),
      ),
    ),
  ],
})
